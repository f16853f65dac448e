import type { EdgeConfig } from '../../edge/edge-config.ts';
import { createEdgePipeline, type EdgePipeline, type EdgeVerdict } from '../../edge/pipeline.ts';
import { createSequencer } from '../../edge/sequencer.ts';
import { deferred } from '../../runtime/deferred.ts';
import { messageOf } from '../../runtime/errors.ts';
import type { Random } from '../../runtime/random.ts';
import { encodeMessage, type EdgeNote } from '../../telemetry/message.ts';
import type { Reading } from '../../telemetry/reading.ts';
import type { RunEvent } from '../../telemetry/run-event.ts';
import { deviceTopic } from '../../telemetry/topics.ts';
import { createInflight } from './inflight.ts';
import type { IntegrityLedger } from './integrity.ts';
import type { LatencyMeter } from './latency.ts';

/**
 * Publishes that may wait for their acknowledgement at once, over all devices: fewer than one
 * device may hold, so that no burst is ever refused.
 */
const UNACKNOWLEDGED_MAX = 900;

/** Whatever carries messages to the broker, acknowledged: the fleet, or one agent's connection. */
export interface Publisher {
  publish(device: string, topic: string, payload: string): Promise<void>;
}

export interface PathOptions {
  readonly edge: EdgeConfig;
  readonly random: Random;
  /** Identity of this start of every device; sequence numbers begin with it. */
  readonly boot: string;
  readonly publisher: Publisher;
  readonly ledger: IntegrityLedger;
  readonly latency: LatencyMeter;
  /** Hashes the reading and returns the bytes of its canonical JSON. */
  readonly hash: (reading: Reading) => number;
  /** Monotonic wall time, ms. */
  readonly wallNow: () => number;
  readonly onEvent: (event: RunEvent) => void;
  readonly onReading?: (reading: Reading, kept: boolean) => void;
}

interface PathCounters {
  readonly generated: number;
  readonly dropped: Readonly<Record<string, number>>;
  readonly published: number;
  readonly acknowledged: number;
  readonly bytesGenerated: number;
  readonly bytesPublished: number;
}

/** The near half of a run: reading → edge filters → sequence number → publish. */
export interface TelemetryPath {
  /**
   * Takes one reading. Returns a promise to wait for when too many publishes are unacknowledged;
   * readings of one device must be given in order.
   */
  take(reading: Reading): Promise<void> | undefined;
  counters(): PathCounters;
  /** Resolves when the first publish has been acknowledged. */
  readonly begun: Promise<void>;
  /** Resolves when every publish has been acknowledged or has failed. */
  settled(): Promise<void>;
  /** Messages of the device that are not acknowledged. */
  unacknowledged(device: string): number;
  /** Whether those messages make `take` wait: not while the device is known to be cut off. */
  countsUnacknowledged(device: string, counts: boolean): void;
}

export function createTelemetryPath(options: PathOptions): TelemetryPath {
  const dropped: Record<string, number> = {};
  const pipelineOf = pipelinePerDevice(options, dropped);
  const sender = createSender(options);
  const overheadBytes = envelopeOverheadBytes(options.boot);
  let generated = 0;
  let bytesGenerated = 0;
  return {
    take(reading) {
      generated += 1;
      bytesGenerated += options.hash(reading) + overheadBytes;
      const verdict = pipelineOf(reading.device).process(reading);
      tellAlarms(reading, verdict, options.onEvent);
      options.onReading?.(reading, verdict.kept);
      for (const one of verdict.earlier ?? []) {
        if (!one.made) dropped[one.from] = (dropped[one.from] ?? 0) - 1;
        sender.send(one.reading, one.note);
      }
      if (verdict.kept) sender.send(reading, verdict.note);
      else dropped[verdict.droppedBy] = (dropped[verdict.droppedBy] ?? 0) + 1;
      return sender.inflight.room();
    },
    counters: () => ({ generated, bytesGenerated, dropped: { ...dropped }, ...sender.count() }),
    begun: sender.begun,
    settled: () => sender.inflight.empty(),
    unacknowledged: (device) => sender.inflight.of(device),
    countsUnacknowledged: (device, counts) => sender.inflight.count(device, counts),
  };
}

function pipelinePerDevice(
  options: PathOptions,
  dropped: Record<string, number>,
): (device: string) => EdgePipeline {
  const pipelines = new Map<string, EdgePipeline>();
  const counts = dropped;
  return (device) => {
    const known = pipelines.get(device);
    if (known !== undefined) return known;
    const pipeline = createEdgePipeline(options.edge, { random: options.random.fork(device) });
    for (const name of pipeline.filterNames) counts[name] ??= 0;
    pipelines.set(device, pipeline);
    return pipeline;
  };
}

/** Numbers, encodes and publishes what the edge keeps, and counts it. */
function createSender(options: PathOptions) {
  const { ledger, latency, publisher } = options;
  const sequencer = createSequencer();
  const inflight = createInflight(UNACKNOWLEDGED_MAX);
  let published = 0;
  let acknowledged = 0;
  let bytesPublished = 0;
  const begun = deferred();

  const deliver = async (device: string, topic: string, payload: string): Promise<void> => {
    try {
      await publisher.publish(device, topic, payload);
      acknowledged += 1;
      begun.resolve();
    } catch (error) {
      options.onEvent({ type: 'warning', text: `${device}: ${messageOf(error)}` });
    }
  };

  return {
    inflight,
    begun: begun.promise,
    count: () => ({ published, acknowledged, bytesPublished }),
    send(reading: Reading, note: EdgeNote | undefined): void {
      const message = sequencer.number(reading, options.boot, note);
      const payload = encodeMessage(message);
      published += 1;
      bytesPublished += Buffer.byteLength(payload);
      ledger.sent(reading.device, message.seq);
      latency.sampled(reading.device, message.seq, options.wallNow());
      const topic = deviceTopic(reading.site, reading.device, 'telemetry');
      inflight.add(reading.device, deliver(reading.device, topic, payload));
    },
  };
}

function tellAlarms(reading: Reading, verdict: EdgeVerdict, tell: PathOptions['onEvent']): void {
  for (const alarm of verdict.alarms) {
    tell({ type: 'edge-alarm', device: reading.device, ts: reading.ts, ...alarm });
  }
}

/** Bytes that the envelope adds to a reading's JSON: version, a six-digit sequence number, boot. */
function envelopeOverheadBytes(boot: string): number {
  return `"schema_v":1,"seq":100000,"boot_id":"${boot}",`.length;
}
