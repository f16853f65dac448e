import type { Clock } from '../../../runtime/clock.ts';
import type { Log } from '../../../runtime/log.ts';

/** What every part of the engine needs from outside, and its limits. */
export interface EngineContext {
  readonly clock: Clock;
  readonly log: Log;
  readonly region: string;
  readonly accountId: string;
  /** Whether each shard keeps to 1 MiB/s and 1,000 records/s written. */
  readonly enforceThroughput: boolean;
  readonly segmentBytesMax: number;
  readonly tailBytesMax: number;
  /** Told what was put into a stream, and what was refused for want of throughput. */
  onPut?(put: Put): void;
  /** Told of every GetRecords call how old the last record was that it gave, ms. */
  onRead?(stream: string, ageMs: number): void;
  /** Told that a shard has something new. */
  notify(stream: string, shardId: string): void;
}

export interface Put {
  readonly stream: string;
  readonly records: number;
  readonly bytes: number;
  readonly refused: number;
}

/** A shard's file is closed and the next begun at this size: the grain in which old data goes. */
export const SEGMENT_BYTES_MAX = 16 * 1024 * 1024;
/**
 * Memory for the newest records of one stream, shared by its shards, bytes; readers further behind read
 * files.
 */
export const TAIL_BYTES_MAX = 4 * 1024 * 1024;
/** Disk that all streams together may take before the oldest records go early, with a warning. */
export const DISK_BYTES_MAX = 4 * 1024 * 1024 * 1024;
/** How often expired records and the disk limit are looked after: ms, and bytes put. */
export const TRIM_INTERVAL_MS = 60_000;
export const TRIM_BYTES = 64 * 1024 * 1024;
