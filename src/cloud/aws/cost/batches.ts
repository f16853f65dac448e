import type { EventSourceMapping, Stack } from '../../stack/stack.ts';
import type { DeviceFlow } from './usage.ts';

export interface Batches {
  /** Invocations a second, over all shards. */
  readonly perSecond: number;
  /** Records of one batch, on average; none is ever empty. */
  readonly records: number;
  /** Devices with a record in it. */
  readonly devices: number;
}

/** Lambda asks each shard once a second (developer guide, "Polling and batching streams"). */
const POLL_SECONDS = 1;

/** How a mapping cuts a steady flow into batches. */
export function batchesOf(
  mapping: EventSourceMapping,
  traffic: { readonly stack: Stack; readonly devices: number; readonly flow: DeviceFlow },
): Batches {
  const { stack, devices, flow } = traffic;
  const stream = stack.streams.find(({ name }) => name === mapping.stream);
  // A shard that no device's hash falls on has no records to be invoked for.
  const lanes = Math.min(devices, (stream?.shardCount ?? 1) * mapping.parallelizationFactor);
  const rate = devices * flow.messagesPerSecond;
  if (rate === 0) return { perSecond: 0, records: 0, devices: 0 };
  const waitSeconds = Math.max(POLL_SECONDS, mapping.maximumBatchingWindowSeconds);
  const waiting = (rate / lanes) * waitSeconds;
  const records = Math.max(1, Math.min(mapping.batchSize, waiting));
  return { perSecond: rate / records, records, devices: Math.min(records, devices / lanes) };
}
