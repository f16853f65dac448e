import { PmSimError } from '../../runtime/errors.ts';
import type { Random } from '../../runtime/random.ts';
import { encodeAlarm, encodeMessage, type EdgeNote } from '../../telemetry/message.ts';
import type { Reading } from '../../telemetry/reading.ts';
import { deviceTopic } from '../../telemetry/topics.ts';
import type { Buffer, BufferEntry } from '../buffer/buffer.ts';
import type { EdgeConfig } from '../edge-config.ts';
import type { EdgeAlarm } from '../filter.ts';
import { createEdgePipeline, type EdgePipeline, type KeptReading } from '../pipeline.ts';
import { createSequencer } from '../sequencer.ts';

/** The near half of an edge agent: reading → the device's filters → sequence number → buffer. */
export interface Agent {
  /**
   * Once it returns, the reading was dropped by a filter or is in the buffer.
   * @throws PmSimError `buffer/full`; the reading is not accepted then
   */
  take(reading: Reading): void;
  /** The sources have ended: what the filters still held back goes to the buffer. */
  flush(): void;
  /** Other filters from the next reading on; those that did not change keep what they know. */
  reconfigure(edge: EdgeConfig): void;
  counters(): AgentCounters;
}

export interface AgentCounters {
  readonly readings: number;
  readonly kept: number;
  readonly dropped: Readonly<Record<string, number>>;
  readonly alarms: number;
  readonly devices: number;
}

export interface AgentOptions {
  readonly edge: EdgeConfig;
  readonly buffer: Buffer;
  /** Identity of this start: sequence numbers begin with it. */
  readonly boot: string;
  readonly random: Random;
  /** Local alerting, with or without a cloud in reach. */
  readonly onAlarm: (reading: Reading, alarm: EdgeAlarm) => void;
}

/** Devices that one agent serves at most; beyond it a new one is refused rather than memory lost. */
const DEVICES_MAX = 10_000;

export function createAgent(options: AgentOptions): Agent {
  const { buffer, boot } = options;
  const dropped: Record<string, number> = {};
  const pipelineOf = pipelinePerDevice(options);
  const store = createStore(options);
  const counts = { readings: 0, kept: 0, alarms: 0 };

  const raise = (reading: Reading, alarms: readonly EdgeAlarm[]): void => {
    if (alarms.length === 0) return;
    const topic = deviceTopic(reading.site, reading.device, 'alarm');
    const entries = alarms.map((one): BufferEntry => {
      const payload = encodeAlarm({ ...one, device: reading.device, ts: reading.ts, boot });
      return { topic, payload, ts: reading.ts };
    });
    buffer.add('alerts', entries);
    counts.alarms += alarms.length;
    for (const one of alarms) options.onAlarm(reading, one);
  };

  const release = ({ reading, note, from, made }: KeptReading): void => {
    store(reading, note);
    counts.kept += 1;
    if (!made) dropped[from] = (dropped[from] ?? 0) - 1;
  };

  return {
    take(reading) {
      const verdict = pipelineOf.of(reading.device).process(reading);
      counts.readings += 1;
      raise(reading, verdict.alarms);
      for (const one of verdict.earlier ?? []) release(one);
      if (!verdict.kept) {
        dropped[verdict.droppedBy] = (dropped[verdict.droppedBy] ?? 0) + 1;
        return;
      }
      store(reading, verdict.note);
      counts.kept += 1;
    },
    flush() {
      for (const one of pipelineOf.flush()) release(one);
    },
    reconfigure: (edge) => pipelineOf.reconfigure(edge),
    counters: () => ({ ...counts, dropped: { ...dropped }, devices: pipelineOf.count() }),
  };
}

/** Numbers a reading and puts its message into the buffer. */
function createStore({ buffer, boot }: AgentOptions) {
  const sequencer = createSequencer();
  return (reading: Reading, note: EdgeNote | undefined): void => {
    const message = sequencer.number(reading, boot, note);
    const topic = deviceTopic(message.site, message.device, 'telemetry');
    try {
      buffer.add('telemetry', [{ topic, payload: encodeMessage(message), ts: message.ts }]);
    } catch (error) {
      // A number that is never sent would look like a lost message at the far end.
      sequencer.takeBack(message);
      throw error;
    }
  };
}

interface Pipelines {
  of(device: string): EdgePipeline;
  flush(): readonly KeptReading[];
  reconfigure(edge: EdgeConfig): void;
  count(): number;
}

function pipelinePerDevice({ edge: first, random }: AgentOptions): Pipelines {
  const pipelines = new Map<string, EdgePipeline>();
  let edge = first;
  const make = (device: string, previous?: EdgePipeline): EdgePipeline => {
    const options = {
      random: random.fork(device),
      ...(previous === undefined ? {} : { previous }),
    };
    const pipeline = createEdgePipeline(edge, options);
    pipelines.set(device, pipeline);
    return pipeline;
  };
  return {
    of(device) {
      const known = pipelines.get(device);
      if (known !== undefined) return known;
      if (pipelines.size >= DEVICES_MAX) throw tooManyDevices(device);
      return make(device);
    },
    flush: () => [...pipelines.values()].flatMap((pipeline) => pipeline.flush()),
    reconfigure(next) {
      edge = next;
      for (const [device, pipeline] of pipelines) make(device, pipeline);
    },
    count: () => pipelines.size,
  };
}

function tooManyDevices(device: string): PmSimError {
  return new PmSimError(
    'edge/too-many-devices',
    `"${device}" would be device number ${DEVICES_MAX + 1} of this agent.`,
    { hint: 'Check that the device comes from a field that names devices, or run a second agent.' },
  );
}
