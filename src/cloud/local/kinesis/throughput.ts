/** What one shard may take or give in a second. */
export interface ThroughputLimit {
  readonly bytesPerSecond: number;
  /** Records when writing, calls when reading. */
  readonly countPerSecond: number;
}

/** https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html */
export const WRITE_LIMIT: ThroughputLimit = { bytesPerSecond: 1024 * 1024, countPerSecond: 1000 };
export const READ_LIMIT: ThroughputLimit = { bytesPerSecond: 2 * 1024 * 1024, countPerSecond: 5 };

/** Two token buckets, each one second deep. */
export interface Throughput {
  /** Takes both amounts, or neither when one of them is not there: false. */
  take(bytes: number, now: number): boolean;
  /** Whether there is credit for one call; how much it costs is known after it (see `charge`). */
  admit(now: number): boolean;
  /** Takes bytes that were delivered; the bucket may go below zero, so that later calls wait. */
  charge(bytes: number): void;
}

export function createThroughput(limit: ThroughputLimit, start: number): Throughput {
  let bytes = limit.bytesPerSecond;
  let count = limit.countPerSecond;
  let filledAt = start;
  const refill = (now: number): void => {
    const seconds = Math.max(0, now - filledAt) / 1000;
    bytes = Math.min(limit.bytesPerSecond, bytes + seconds * limit.bytesPerSecond);
    count = Math.min(limit.countPerSecond, count + seconds * limit.countPerSecond);
    filledAt = Math.max(filledAt, now);
  };
  return {
    take(wanted, now) {
      refill(now);
      if (wanted > bytes || count < 1) return false;
      bytes -= wanted;
      count -= 1;
      return true;
    },
    admit(now) {
      refill(now);
      if (bytes < 0 || count < 1) return false;
      count -= 1;
      return true;
    },
    charge(delivered) {
      bytes -= delivered;
    },
  };
}
