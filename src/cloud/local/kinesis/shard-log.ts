import type { Log } from '../../../runtime/log.ts';
import type { KinesisRecord, PutEntry } from './kinesis-engine.ts';
import { readStored, storedOrdinalAt } from './segment-reader.ts';
import { openSegmentStore } from './segment-store.ts';
import type { SequenceNumbers } from './sequence-number.ts';
import { createTailWindow } from './tail-window.ts';

/** What a shard holds at the moment. */
interface ShardExtent {
  /** Ordinal of the oldest record kept (it may have expired); `nextOrdinal` when there is none. */
  readonly firstOrdinal: number;
  readonly firstArrivedAt: number | undefined;
  /** Ordinal that the next record gets. */
  readonly nextOrdinal: number;
  /** On disk. */
  readonly bytes: number;
}

/** The records of one shard: all on disk, the newest also in memory. */
export interface ShardLog {
  extent(): ShardExtent;
  /** Writes the entries and returns them as records. Throws Node's error of the write. */
  append(entries: readonly PutEntry[], now: number): readonly KinesisRecord[];
  /** From `ordinal` on, at most `limit` records and `bytesMax` of data, but one at least. */
  read(ordinal: number, amount: { limit: number; bytesMax: number }): readonly KinesisRecord[];
  /** Ordinal of the first record that arrived at `timestamp` or later. */
  ordinalAt(timestamp: number): number;
  /** Deletes every segment whose records all arrived before `horizon`. */
  dropExpired(horizon: number): void;
  /** Deletes the oldest full segment; false when there is none. */
  dropOldest(): boolean;
  /** Sets how much of the end stays in memory. */
  shrinkTail(bytesMax: number): void;
  close(): void;
}

export interface ShardLogOptions {
  readonly dir: string;
  readonly sequence: SequenceNumbers;
  readonly log: Log;
  readonly segmentBytesMax: number;
}

export function openShardLog(options: ShardLogOptions): ShardLog {
  const { sequence } = options;
  const store = openSegmentStore(options);
  const tail = createTailWindow(store.nextOrdinal);
  return {
    extent: () => ({
      firstOrdinal: store.segments[0]?.firstOrdinal ?? store.nextOrdinal,
      firstArrivedAt: store.segments[0]?.firstArrivedAt,
      nextOrdinal: store.nextOrdinal,
      bytes: store.bytes,
    }),
    append(entries, now) {
      const first = store.nextOrdinal;
      const arrivedAt = Math.max(Math.floor(now), store.lastArrivedAt);
      return store.append(entries, arrivedAt).records.map(({ partitionKey, data }, i) => {
        const record = { sequenceNumber: sequence.of(first + i), partitionKey, data, arrivedAt };
        tail.push(record);
        return record;
      });
    },
    read(ordinal, amount) {
      const batch = createBatch(amount);
      if (ordinal < tail.firstOrdinal) {
        readStored(store, ordinal, ({ ordinal: at, ...record }) =>
          batch.take({ ...record, sequenceNumber: sequence.of(at) }),
        );
        return batch.records;
      }
      for (let at = ordinal; at < store.nextOrdinal && batch.take(tail.at(at)); at += 1);
      return batch.records;
    },
    ordinalAt: (timestamp) => tail.ordinalAt(timestamp) ?? storedOrdinalAt(store, timestamp),
    dropExpired(horizon) {
      while (store.bytes > 0 && newestOfOldest(store) < horizon) store.dropOldest();
    },
    dropOldest() {
      if (store.segments.length < 2) return false;
      store.dropOldest();
      return true;
    },
    shrinkTail: (bytesMax) => tail.shrink(bytesMax),
    close: () => store.close(),
  };
}

interface Batch {
  readonly records: KinesisRecord[];
  /** Adds the record if there is room; whether more may come. */
  take(record: KinesisRecord): boolean;
}

function createBatch(amount: { readonly limit: number; readonly bytesMax: number }): Batch {
  const records: KinesisRecord[] = [];
  let bytes = 0;
  return {
    records,
    take(record) {
      bytes += record.data.length + record.partitionKey.length;
      if (records.length > 0 && bytes > amount.bytesMax) return false;
      records.push(record);
      return records.length < amount.limit;
    },
  };
}

/** An upper bound of the arrivals in the oldest segment: the first arrival of the one after it. */
function newestOfOldest(store: ReturnType<typeof openSegmentStore>): number {
  return store.segments[1]?.firstArrivedAt ?? store.lastArrivedAt;
}
