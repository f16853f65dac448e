/** What one shard takes (Kinesis Data Streams developer guide, "Quotas and limits"). */
const SHARD_RECORDS_PER_SECOND = 1_000;
const SHARD_BYTES_PER_SECOND = 1_048_576;
/**
 * Share of that which is planned with: devices are spread over the shards by a hash, never evenly, and
 * a backlog must be worked off beside what arrives. Engineering judgement.
 */
const UTILISATION = 0.8;

/** Shards of a provisioned stream for a steady flow, at least one. */
export function shardsFor(flow: {
  readonly recordsPerSecond: number;
  readonly bytesPerSecond: number;
}): number {
  const byRecords = flow.recordsPerSecond / SHARD_RECORDS_PER_SECOND;
  const byBytes = flow.bytesPerSecond / SHARD_BYTES_PER_SECOND;
  return Math.max(1, Math.ceil(Math.max(byRecords, byBytes) / UTILISATION));
}
