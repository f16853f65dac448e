import * as fs from 'node:fs';
import { claimedHeader, frameRecords, readFrameHeader, type FrameRecord } from './frame.ts';
import type { Checkpoint } from './segment.ts';
import type { Segment, SegmentStore } from './segment-store.ts';

export interface StoredRecord extends FrameRecord {
  readonly ordinal: number;
  readonly arrivedAt: number;
}

/** Bytes read from a segment at a time; a larger frame is read in one piece all the same. */
const CHUNK_BYTES = 1024 * 1024;

/** Calls `take` with the stored records from `ordinal` on, in order, until it says false. */
export function readStored(
  store: SegmentStore,
  ordinal: number,
  take: (record: StoredRecord) => boolean,
): void {
  for (const segment of store.segments.slice(segmentIndexOf(store, ordinal))) {
    const from = checkpointBefore(store.checkpoints(segment), (point) => point.ordinal <= ordinal);
    for (const frame of frames(segment, from?.offset ?? 0)) {
      if (frame.firstOrdinal + frame.count <= ordinal) continue;
      let next = frame.firstOrdinal;
      for (const record of frameRecords(frame.bytes, frame.offset)) {
        const stored = { ...record, ordinal: next, arrivedAt: frame.arrivedAt };
        if (next >= ordinal && !take(stored)) return;
        next += 1;
      }
    }
  }
}

/** Ordinal of the first stored record that arrived at `timestamp` or later; past the end if none. */
export function storedOrdinalAt(store: SegmentStore, timestamp: number): number {
  const { segments } = store;
  const start = segments.findLastIndex(
    ({ firstArrivedAt }) => firstArrivedAt !== undefined && firstArrivedAt < timestamp,
  );
  if (start < 0) return segments[0]?.firstOrdinal ?? store.nextOrdinal;
  const segment = segments[start] as Segment;
  const before = checkpointBefore(store.checkpoints(segment), (at) => at.arrivedAt < timestamp);
  for (const frame of frames(segment, before?.offset ?? 0)) {
    if (frame.arrivedAt >= timestamp) return frame.firstOrdinal;
  }
  return segments[start + 1]?.firstOrdinal ?? store.nextOrdinal;
}

function segmentIndexOf(store: SegmentStore, ordinal: number): number {
  return Math.max(
    0,
    store.segments.findLastIndex((segment) => segment.firstOrdinal <= ordinal),
  );
}

/** The last checkpoint for which `isBefore` holds; checkpoints are sorted by it. */
function checkpointBefore(
  checkpoints: readonly Checkpoint[],
  isBefore: (point: Checkpoint) => boolean,
): Checkpoint | undefined {
  let low = 0;
  let high = checkpoints.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(checkpoints[middle] as Checkpoint)) low = middle + 1;
    else high = middle;
  }
  return checkpoints[low - 1];
}

interface StoredFrame {
  readonly firstOrdinal: number;
  readonly arrivedAt: number;
  readonly count: number;
  readonly bytes: Buffer;
  readonly offset: number;
}

/** The good frames of a segment from a file offset on. */
function* frames(segment: Segment, from: number): Generator<StoredFrame> {
  const fd = fs.openSync(segment.path, 'r');
  try {
    let start = from;
    let wanted = CHUNK_BYTES;
    while (start < segment.bytes) {
      const bytes = readChunk(fd, start, Math.min(wanted, segment.bytes - start));
      let offset = 0;
      for (;;) {
        const header = readFrameHeader(bytes, offset);
        if (header === undefined) break;
        yield { ...header, bytes, offset };
        offset += header.bytes;
      }
      start += offset;
      wanted = offset > 0 ? CHUNK_BYTES : (claimedHeader(bytes, 0)?.bytes ?? 0);
      // No frame although there is room for it: damaged since the segment was scanned.
      if (offset === 0 && (wanted <= bytes.length || wanted > segment.bytes - start)) return;
    }
  } finally {
    fs.closeSync(fd);
  }
}

function readChunk(fd: number, start: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  let read = 0;
  while (read < length) {
    const got = fs.readSync(fd, bytes, read, length - read, start + read);
    if (got === 0) break;
    read += got;
  }
  return bytes.subarray(0, read);
}
