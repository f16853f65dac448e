import type { KinesisRecord } from '../kinesis/kinesis-engine.ts';
import { eventBytes, PAYLOAD_BYTES_MAX } from './kinesis-event.ts';

/** Records waiting for their batch, with the size that they will have in its event. */
export interface RecordQueue {
  push(record: KinesisRecord): void;
  /** The next batch: up to `batchSize` records and 6 MB, at least one record. */
  take(): KinesisRecord[];
  /** Whether the next batch could not grow any more. */
  full(): boolean;
  length(): number;
}

export function createRecordQueue(batchSize: number): RecordQueue {
  const queue: { readonly record: KinesisRecord; readonly bytes: number }[] = [];
  let bytes = 0;
  return {
    push(record) {
      const size = eventBytes(record);
      queue.push({ record, bytes: size });
      bytes += size;
    },
    take() {
      let count = 0;
      let size = 0;
      for (const entry of queue) {
        if (count === batchSize || (count > 0 && size + entry.bytes > PAYLOAD_BYTES_MAX)) break;
        count += 1;
        size += entry.bytes;
      }
      bytes -= size;
      return queue.splice(0, count).map((entry) => entry.record);
    },
    full: () => queue.length >= batchSize || bytes >= PAYLOAD_BYTES_MAX,
    length: () => queue.length,
  };
}
