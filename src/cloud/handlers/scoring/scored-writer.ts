import { PutRecordsCommand, type KinesisClient } from '@aws-sdk/client-kinesis';
import { sleep, type Clock } from '../../../runtime/clock.ts';
import { PmSimError } from '../../../runtime/errors.ts';
import type { Random } from '../../../runtime/random.ts';
import { backoffMs } from '../../../runtime/retry.ts';
import type { ScoredRecord } from '../../../telemetry/scored.ts';

/** Limits of one PutRecords call (Kinesis API reference, PutRecords). */
const RECORDS_MAX = 500;
const BYTES_MAX = 5 * 1024 * 1024;
/** Calls for one chunk, the first included, before the batch fails and comes again. */
const ATTEMPTS_MAX = 6;
const BACKOFF = { baseMs: 50, maxMs: 2_000 };

export interface ScoredWriterOptions {
  readonly kinesis: KinesisClient;
  readonly streamName: string;
  readonly clock: Clock;
  readonly random: Random;
}

interface Entry {
  readonly device: string;
  readonly data: Uint8Array;
}

/**
 * Writes scored records, partition key = device. When the stream takes only part of a call, a
 * device's records are sent again from its first refused one on: later ones may then appear twice,
 * which readers must expect anyway, but a device's last word is always the newest.
 * @throws PmSimError `score/stream-busy` when records are still refused after all attempts.
 */
export async function writeScored(
  records: readonly ScoredRecord[],
  options: ScoredWriterOptions,
): Promise<void> {
  const encoder = new TextEncoder();
  const entries = records.map((record) => ({
    device: record.device,
    data: encoder.encode(JSON.stringify(record)),
  }));
  for (const chunk of chunksOf(entries)) await writeChunk(chunk, options);
}

function* chunksOf(entries: readonly Entry[]): Generator<readonly Entry[]> {
  let start = 0;
  let bytes = 0;
  for (const [at, entry] of entries.entries()) {
    const size = entry.data.byteLength + entry.device.length;
    if (at - start === RECORDS_MAX || (at > start && bytes + size > BYTES_MAX)) {
      yield entries.slice(start, at);
      start = at;
      bytes = 0;
    }
    bytes += size;
  }
  if (start < entries.length) yield entries.slice(start);
}

async function writeChunk(chunk: readonly Entry[], options: ScoredWriterOptions): Promise<void> {
  let left = chunk;
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
    if (attempt > 0) await sleep(options.clock, backoffMs(attempt, BACKOFF, options.random));
    left = await refusedOf(left, options);
    if (left.length === 0) return;
  }
  throw new PmSimError(
    'score/stream-busy',
    `Stream ${options.streamName} refused ${left.length} scored record(s) ${ATTEMPTS_MAX} times.`,
    { kind: 'connection', hint: 'Give the stream more shards, or make it on demand.' },
  );
}

async function refusedOf(
  entries: readonly Entry[],
  { kinesis, streamName }: ScoredWriterOptions,
): Promise<readonly Entry[]> {
  const { Records: outcomes = [], FailedRecordCount: failed = 0 } = await kinesis.send(
    new PutRecordsCommand({
      StreamName: streamName,
      Records: entries.map(({ device, data }) => ({ PartitionKey: device, Data: data })),
    }),
  );
  if (failed === 0) return [];
  const affected = new Set<string>();
  return entries.filter(({ device }, at) => {
    if (outcomes[at]?.ErrorCode !== undefined) affected.add(device);
    return affected.has(device);
  });
}
