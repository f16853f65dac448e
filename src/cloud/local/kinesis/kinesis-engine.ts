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
export interface PutRefusal {
  readonly errorCode: 'ProvisionedThroughputExceededException' | 'InternalFailure';
  readonly errorMessage: string;
}

export type PutOutcome = PutReceipt | PutRefusal;

export interface KinesisRecord {
  /** 56 decimal digits, so that texts of one stream compare like the numbers. */
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  readonly data: Uint8Array;
  /** Milliseconds since the epoch, never less than the record before. */
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

export type StreamMode = 'PROVISIONED' | 'ON_DEMAND';

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
  /** At most `limit` records and 10 MiB (at least one record), oldest first. */
  read(stream: string, shardId: string, request: ReadRequest): ShardRead;
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
  /** Deletes what retention or the disk limit no longer holds; also runs as segments fill up. */
  trim(): void;
}

export interface StreamChange {
  readonly mode?: StreamMode;
  readonly retentionHours?: number;
  readonly recordKibMax?: number;
  readonly tags?: Readonly<Record<string, string>>;
}
