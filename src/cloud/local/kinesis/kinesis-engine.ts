import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../../runtime/clock.ts';
import type { Log } from '../../../runtime/log.ts';
import { AwsFault } from '../service.ts';
import { createAppendNotices, type AppendNotices } from './append-notices.ts';
import {
  DISK_BYTES_MAX,
  SEGMENT_BYTES_MAX,
  TAIL_BYTES_MAX,
  TRIM_BYTES,
  TRIM_INTERVAL_MS,
  type EngineContext,
  type Put,
} from './engine-context.ts';
import { checkBatch, checkEntry } from './put-limits.ts';
import { trimStreams } from './retention.ts';
import { createStreamAdministration } from './stream-administration.ts';
import { openStreamCatalogue, type StreamCatalogue } from './stream-catalogue.ts';
import { createStreamReader } from './stream-reader.ts';

/** What a producer hands in. */
export interface PutEntry {
  readonly data: Uint8Array;
  /** 1 to 256 characters. */
  readonly partitionKey: string;
  /** Decimal 128-bit number that replaces the MD5 of the partition key. */
  readonly explicitHashKey?: string;
}

export interface PutReceipt {
  readonly shardId: string;
  readonly sequenceNumber: string;
}

/** Why one record of a batch was not taken. */
interface PutRefusal {
  readonly errorCode: 'ProvisionedThroughputExceededException' | 'InternalFailure';
  readonly errorMessage: string;
}

export type PutOutcome = PutReceipt | PutRefusal;

export interface KinesisRecord {
  /** 56 decimal digits, so that texts of one stream compare like the numbers. */
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  readonly data: Uint8Array;
  /** Whole milliseconds since the epoch, never less than the record before. */
  readonly arrivedAt: number;
}

/** Where to read a shard from. */
export type ShardPosition =
  | { readonly type: 'TRIM_HORIZON' }
  | { readonly type: 'LATEST' }
  | { readonly type: 'AT_TIMESTAMP'; readonly timestamp: number }
  | { readonly type: 'AT_SEQUENCE_NUMBER'; readonly sequenceNumber: string }
  | { readonly type: 'AFTER_SEQUENCE_NUMBER'; readonly sequenceNumber: string };

export interface ReadRequest {
  readonly from: ShardPosition;
  /** Most records wanted, 1 to 10,000. */
  readonly limit: number;
}

export interface ShardRead {
  readonly records: readonly KinesisRecord[];
  /**
   * Where to go on: a fixed place, also after TRIM_HORIZON, LATEST and AT_TIMESTAMP, that survives
   * a restart. Undefined once a closed shard has been read to its end.
   */
  readonly next: ShardPosition | undefined;
  /** How far the last record given lies behind the newest one of the shard; 0 at the tip. */
  readonly millisBehindLatest: number;
}

export interface ShardInfo {
  readonly shardId: string;
  readonly parentShardId?: string;
  readonly adjacentParentShardId?: string;
  /** Decimal, inclusive. */
  readonly startingHashKey: string;
  readonly endingHashKey: string;
  readonly startingSequenceNumber: string;
  /** Present once the shard is closed by a split or a merge. */
  readonly endingSequenceNumber?: string;
  readonly createdAt: number;
  readonly closedAt?: number;
}

type StreamMode = 'PROVISIONED' | 'ON_DEMAND';

export interface StreamDefinition {
  readonly name: string;
  readonly shardCount: number;
  readonly mode: StreamMode;
  /** 24 to 8760. */
  readonly retentionHours: number;
}

export interface StreamInfo {
  readonly name: string;
  readonly arn: string;
  readonly mode: StreamMode;
  readonly retentionHours: number;
  /** Largest data plus partition key of one record, KiB; 1024 unless raised. */
  readonly recordKibMax: number;
  readonly createdAt: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly openShardCount: number;
}

/**
 * Kinesis Data Streams on the local disk. What a put returns has been written to the operating
 * system, so it survives `kill -9`; it is not synced, so a crash of the machine may lose the last
 * moments. Faults are `AwsFault`s with AWS's names (`ResourceNotFoundException`, …).
 */
export interface KinesisEngine extends AsyncDisposable {
  /** Creates the stream, or takes the one that exists and brings mode and retention in line. */
  ensureStream(definition: StreamDefinition): void;
  createStream(definition: StreamDefinition): void;
  deleteStream(stream: string): void;
  streams(): readonly StreamInfo[];
  stream(stream: string): StreamInfo;
  /** Throws ProvisionedThroughputExceededException when limits are enforced and used up. */
  putRecord(stream: string, entry: PutEntry): PutReceipt;
  /** One outcome an entry, in order; entries of one shard keep their order. */
  putRecords(stream: string, entries: readonly PutEntry[]): readonly PutOutcome[];
  /** Open and closed shards, by id. Closed ones vanish when their last record has expired. */
  shards(stream: string): readonly ShardInfo[];
  /** At most `limit` records and 10 MiB (at least one record), oldest first. Not metered. */
  read(stream: string, shardId: string, request: ReadRequest): ShardRead;
  /** The same as a GetRecords call, metered when throughput is enforced. */
  readMetered(stream: string, shardId: string, request: ReadRequest): ShardRead;
  /** Records that the shard holds from there on. */
  countFrom(stream: string, shardId: string, from: ShardPosition): number;
  splitShard(stream: string, shardId: string, newStartingHashKey: string): void;
  mergeShards(stream: string, shardId: string, adjacentShardId: string): void;
  /** Splits and merges until `shardCount` shards of equal range are open. */
  updateShardCount(stream: string, shardCount: number): void;
  updateStream(stream: string, change: StreamChange): void;
  /**
   * Tells that a shard has something new: records, its end, or its creation. Calls are gathered:
   * at most one a shard and turn of the event loop. Returns the function that ends it.
   */
  onAppend(listener: (stream: string, shardId: string) => void): () => void;
  readonly accountId: string;
  /** The engine's clock, ms since the epoch. */
  now(): number;
  /** Deletes what retention or the disk limit no longer holds; also runs as segments fill up. */
  trim(): void;
}

/** What of a stream can be changed in place; absent means as it is. */
interface StreamChange {
  readonly mode?: StreamMode;
  readonly retentionHours?: number;
  readonly recordKibMax?: number;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface KinesisEngineOptions {
  /** The engine keeps its files in the folder `kinesis` of this one. */
  readonly stateDir: string;
  /** Wall time: arrivals, retention and throughput are measured by it. */
  readonly clock: Clock;
  readonly log: Log;
  readonly region: string;
  readonly accountId: string;
  /** Whether shards keep to AWS's throughput; off unless said, so that fast runs are not slowed. */
  readonly enforceThroughput?: boolean;
  /** Told what was put into a stream, and what was refused for want of throughput. */
  readonly onPut?: (put: Put) => void;
  /** Told of every GetRecords call how old the last record was that it gave, ms; 0 when it gave none. */
  readonly onRead?: (stream: string, ageMs: number) => void;
  readonly segmentBytesMax?: number;
  readonly tailBytesMax?: number;
  readonly diskBytesMax?: number;
}

/** Opens the streams kept in `stateDir`. Rejects with PmSimError when they cannot be read. */
export async function createKinesisEngine(options: KinesisEngineOptions): Promise<KinesisEngine> {
  const dir = join(options.stateDir, 'kinesis');
  await mkdir(dir, { recursive: true });
  const notices = createAppendNotices();
  const context = createContext(options, notices);
  const catalogue = openStreamCatalogue(dir, context);
  const trim = (): void => trimStreams(catalogue, options.diskBytesMax ?? DISK_BYTES_MAX, context);
  trim();
  const close = once(() => {
    notices.stop();
    catalogue.close();
  });
  return {
    ...createStreamAdministration(catalogue, context),
    ...createWriter(catalogue, context, trim),
    ...createStreamReader(catalogue, context),
    accountId: context.accountId,
    now: () => context.clock.now(),
    onAppend: (listener) => notices.listen(listener),
    trim,
    async [Symbol.asyncDispose]() {
      close();
    },
  };
}

function createContext(options: KinesisEngineOptions, notices: AppendNotices): EngineContext {
  const { clock, log, region, accountId } = options;
  return {
    clock,
    log,
    region,
    accountId,
    enforceThroughput: options.enforceThroughput ?? false,
    segmentBytesMax: options.segmentBytesMax ?? SEGMENT_BYTES_MAX,
    tailBytesMax: options.tailBytesMax ?? TAIL_BYTES_MAX,
    notify: notices.notify,
    ...(options.onPut === undefined ? {} : { onPut: options.onPut }),
    ...(options.onRead === undefined ? {} : { onRead: options.onRead }),
  };
}

/** Puts, and trims every {@link TRIM_INTERVAL_MS} or {@link TRIM_BYTES}, whichever comes first. */
function createWriter(
  catalogue: StreamCatalogue,
  context: EngineContext,
  trim: () => void,
): Pick<KinesisEngine, 'putRecord' | 'putRecords'> {
  let trimmedAt = context.clock.now();
  let bytes = 0;
  const trimWhenDue = (written: number): void => {
    bytes += written;
    const now = context.clock.now();
    if (now - trimmedAt < TRIM_INTERVAL_MS && bytes < TRIM_BYTES) return;
    trimmedAt = now;
    bytes = 0;
    trim();
  };
  return {
    putRecord(stream, entry) {
      const live = catalogue.get(stream);
      const size = checkEntry(entry, live.metadata.recordKibMax);
      const outcome = live.put([entry])[0] as PutOutcome;
      trimWhenDue(size);
      context.onPut?.(putOf(stream, [outcome], size));
      if ('shardId' in outcome) return outcome;
      const status = outcome.errorCode === 'InternalFailure' ? 500 : 400;
      throw new AwsFault(outcome.errorCode, outcome.errorMessage, status);
    },
    putRecords(stream, entries) {
      const live = catalogue.get(stream);
      const size = checkBatch(entries, live.metadata.recordKibMax);
      const outcomes = live.put(entries);
      trimWhenDue(size);
      context.onPut?.(putOf(stream, outcomes, size));
      return outcomes;
    },
  };
}

/** Bytes are shared out evenly when part of a call was refused. */
function putOf(stream: string, outcomes: readonly PutOutcome[], size: number): Put {
  const records = outcomes.filter((outcome) => 'shardId' in outcome).length;
  const refused = outcomes.filter(
    (outcome) => 'errorCode' in outcome && outcome.errorCode !== 'InternalFailure',
  ).length;
  return { stream, records, bytes: (size * records) / outcomes.length, refused };
}

function once(work: () => void): () => void {
  let done = false;
  return () => {
    if (!done) work();
    done = true;
  };
}
