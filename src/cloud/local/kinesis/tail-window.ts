import type { KinesisRecord } from './kinesis-engine.ts';

/** The newest records of a shard, in memory, so that readers who keep up never touch the disk. */
export interface TailWindow {
  /** Ordinal of the oldest record held; the next ordinal when there is none. */
  readonly firstOrdinal: number;
  push(record: KinesisRecord): void;
  /** The record with this ordinal, which must be held. */
  at(ordinal: number): KinesisRecord;
  /**
   * Ordinal of the first record that arrived at `timestamp` or later; undefined when it may be one
   * that is no longer held.
   */
  ordinalAt(timestamp: number): number | undefined;
  /** Forgets the oldest until at most `bytesMax` are held. */
  shrink(bytesMax: number): void;
}

/** What a record costs beside its data: two strings, a view, an object, the slot. */
const RECORD_OVERHEAD_BYTES = 300;
/** Forgotten slots that the array may carry at its front before it is cut. */
const SLOTS_FORGOTTEN_MAX = 4096;

export function createTailWindow(nextOrdinal: number): TailWindow {
  let records: (KinesisRecord | undefined)[] = [];
  /** Slot of the oldest record held, and its ordinal. */
  let head = 0;
  let first = nextOrdinal;
  let bytes = 0;
  const cut = (): void => {
    records = records.slice(head);
    head = 0;
  };
  return {
    get firstOrdinal() {
      return first;
    },
    push(record) {
      records.push(record);
      bytes += costOf(record);
    },
    at: (ordinal) => records[head + ordinal - first] as KinesisRecord,
    ordinalAt(timestamp) {
      const oldest = records[head];
      if (oldest === undefined || oldest.arrivedAt >= timestamp) return undefined;
      let low = head;
      let high = records.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((records[middle] as KinesisRecord).arrivedAt < timestamp) low = middle + 1;
        else high = middle;
      }
      return first + low - head;
    },
    shrink(bytesMax) {
      while (bytes > bytesMax && head < records.length) {
        bytes -= costOf(records[head] as KinesisRecord);
        records[head] = undefined;
        head += 1;
        first += 1;
      }
      if (head > SLOTS_FORGOTTEN_MAX && head * 2 > records.length) cut();
    },
  };
}

function costOf(record: KinesisRecord): number {
  return record.data.length + record.partitionKey.length + RECORD_OVERHEAD_BYTES;
}
