import type { DeviceFlow } from '../../cloud/aws/cost/usage.ts';
import { createEdgePipeline, type EdgePipeline } from '../../edge/pipeline.ts';
import { createSequencer } from '../../edge/sequencer.ts';
import { createRandom } from '../../runtime/random.ts';
import { createFleet } from '../../simulator/fleet.ts';
import { encodeMessage, type EdgeNote } from '../../telemetry/message.ts';
import type { Reading } from '../../telemetry/reading.ts';
import { deviceTopic } from '../../telemetry/topics.ts';
import { AWS_IOT_CORE_2024 } from '../prices.ts';
import type { RunProfile } from './profile-sections.ts';

export interface MeasureOptions {
  readonly seed: string;
  /** Simulated time, ms; by the profile's interval when absent. */
  readonly durationMs?: number;
}

/** What healthy devices send, with and without the filters of the edge. */
export interface MeasuredTraffic {
  readonly devices: number;
  /** Time that was counted, ms. */
  readonly countedMs: number;
  readonly unfiltered: DeviceFlow;
  readonly filtered: DeviceFlow;
}

/** Devices that are simulated to know what one sends. */
const DEVICES = 8;
/** Readings of each that are enough: an hour at one a second. */
const READINGS = 3_600;
const SPAN_MIN_MS = 3_600_000;
/** Part of the time that is not counted: filters learn in it, and send more. */
const LEARNING_SHARE = 0.25;

/** Simulates a few devices of the profile for a while. Same seed, same figures. */
export function measureTraffic(profile: RunProfile, options: MeasureOptions): MeasuredTraffic {
  const { seed } = options;
  const durationMs = options.durationMs ?? Math.max(SPAN_MIN_MS, READINGS * profile.intervalMs);
  const count = Math.min(profile.count, DEVICES);
  const start = profile.startMs;
  const countedFrom = start + durationMs * LEARNING_SHARE;
  const fleet = createFleet({ profile: { ...profile, count }, seed, start, faults: [] });
  const edge = filtersOf(profile, seed);
  const counters = { unfiltered: createCounter(), filtered: createCounter() };
  for (const reading of fleet.advance(start + durationMs)) {
    const kept = edge(reading);
    if (fleet.reached() < countedFrom) continue;
    counters.unfiltered.add(reading);
    for (const one of kept) counters.filtered.add(one.reading, one.note);
  }
  const countedMs = durationMs * (1 - LEARNING_SHARE);
  const seconds = (count * countedMs) / 1_000;
  return {
    devices: count,
    countedMs,
    unfiltered: counters.unfiltered.flow(seconds),
    filtered: counters.filtered.flow(seconds),
  };
}

interface Sent {
  readonly reading: Reading;
  readonly note?: EdgeNote;
}

/** Each device's own filters; what they let out for a reading. */
function filtersOf({ edge }: RunProfile, seed: string): (reading: Reading) => readonly Sent[] {
  const random = createRandom(seed).fork('edge');
  const pipelines = new Map<string, EdgePipeline>();
  return (reading) => {
    let pipeline = pipelines.get(reading.device);
    if (pipeline === undefined) {
      pipeline = createEdgePipeline(edge, { random: random.fork(reading.device) });
      pipelines.set(reading.device, pipeline);
    }
    const verdict = pipeline.process(reading);
    const { earlier = [] } = verdict;
    if (!verdict.kept) return earlier;
    return [...earlier, verdict.note === undefined ? { reading } : { reading, note: verdict.note }];
  };
}

/** As long as the boot identities of real runs. */
const BOOT = 'b00000000';

function createCounter() {
  const sequencer = createSequencer();
  let messages = 0;
  let bytes = 0;
  let units = 0;
  return {
    add(reading: Reading, note?: EdgeNote): void {
      const payload = Buffer.byteLength(encodeMessage(sequencer.number(reading, BOOT, note)));
      const topic = Buffer.byteLength(deviceTopic(reading.site, reading.device, 'telemetry'));
      messages += 1;
      bytes += payload;
      // Payload and topic are metered together (IoT Core pricing, "additional metering details").
      units += Math.ceil((payload + topic) / AWS_IOT_CORE_2024.meterBytes);
    },
    flow(deviceSeconds: number): DeviceFlow {
      const each = Math.max(1, messages);
      return {
        messagesPerSecond: messages / deviceSeconds,
        payloadBytes: bytes / each,
        meteredUnits: units / each,
      };
    },
  };
}
