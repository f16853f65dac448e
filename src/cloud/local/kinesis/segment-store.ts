import * as fs from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../../../runtime/log.ts';
import { encodeFrame, type EncodedFrame } from './frame.ts';
import type { PutEntry } from './kinesis-engine.ts';
import { createSlab } from './slab.ts';
import { addCheckpoint, firstArrival, scanSegment, type Checkpoint } from './segment.ts';

/** One segment file of a shard. All but the last are full and never written again. */
export interface Segment {
  readonly path: string;
  readonly firstOrdinal: number;
  /** Arrival of the first record; undefined while the segment is empty. */
  firstArrivedAt: number | undefined;
  bytes: number;
  /** Known for the segment being written and for those read since the start. */
  checkpoints: Checkpoint[] | undefined;
}

/** The segment files of one shard: appends at the end, deletes from the front. */
export interface SegmentStore {
  readonly nextOrdinal: number;
  readonly lastArrivedAt: number;
  /** Oldest first; never empty. */
  readonly segments: readonly Segment[];
  readonly bytes: number;
  /** Writes the batch; when it throws, nothing of it stays. */
  append(entries: readonly PutEntry[], arrivedAt: number): EncodedFrame;
  /** A segment's checkpoints, from a scan if need be. */
  checkpoints(segment: Segment): readonly Checkpoint[];
  /** Deletes the oldest segment; the newest is replaced by an empty one. */
  dropOldest(): void;
  close(): void;
}

export interface SegmentStoreOptions {
  readonly dir: string;
  readonly log: Log;
  readonly segmentBytesMax: number;
}

const SEGMENT_NAME = /^(\d{16})\.seg$/;

/** Opens the folder, made when missing, and continues after the last record found in it. */
export function openSegmentStore(options: SegmentStoreOptions): SegmentStore {
  const { dir, log } = options;
  fs.mkdirSync(dir, { recursive: true });
  const segments = listSegments(dir);
  const tip = openTip(segments, options);
  const slab = createSlab();
  const roll = (): void => {
    if (tip.fd === CLOSED) return;
    fs.closeSync(tip.fd);
    segments.push(newSegment(dir, tip.nextOrdinal));
    tip.fd = fs.openSync(newest(segments).path, 'a');
  };
  return {
    segments,
    get nextOrdinal() {
      return tip.nextOrdinal;
    },
    get lastArrivedAt() {
      return tip.lastArrivedAt;
    },
    get bytes() {
      return segments.reduce((sum, segment) => sum + segment.bytes, 0);
    },
    append(entries, arrivedAt) {
      if (newest(segments).bytes >= options.segmentBytesMax) roll();
      const frame = encodeFrame({ firstOrdinal: tip.nextOrdinal, arrivedAt }, entries, slab);
      writeFrame(tip, newest(segments), { frame, arrivedAt, count: entries.length });
      return frame;
    },
    checkpoints(segment) {
      segment.checkpoints ??= rescan(segment, log);
      return segment.checkpoints;
    },
    dropOldest() {
      if (segments.length === 1) roll();
      const oldest = segments.shift();
      if (oldest !== undefined) fs.rmSync(oldest.path, { force: true });
    },
    close() {
      if (tip.fd !== CLOSED) fs.closeSync(tip.fd);
      tip.fd = CLOSED;
    },
  };
}

/** No file: writing to it fails. */
const CLOSED = -1;

/** The end that is written to. */
interface Tip {
  fd: number;
  nextOrdinal: number;
  lastArrivedAt: number;
}

function listSegments(dir: string): Segment[] {
  const names = fs.readdirSync(dir).filter((name) => SEGMENT_NAME.test(name));
  return names.toSorted().map((name) => {
    const path = join(dir, name);
    const firstOrdinal = Number.parseInt(name, 10);
    const bytes = fs.statSync(path).size;
    return {
      path,
      firstOrdinal,
      bytes,
      firstArrivedAt: firstArrival(path),
      checkpoints: undefined,
    };
  });
}

function openTip(segments: Segment[], { dir, log }: SegmentStoreOptions): Tip {
  if (segments.length === 0) segments.push(newSegment(dir, 1));
  const segment = newest(segments);
  const fd = fs.openSync(segment.path, 'a');
  fs.closeSync(fd);
  const scan = scanSegment(segment.path, segment.firstOrdinal, log);
  segment.bytes = scan.bytes;
  segment.checkpoints = scan.checkpoints;
  segment.firstArrivedAt = scan.checkpoints[0]?.arrivedAt;
  const before = segments.at(-2)?.firstArrivedAt ?? 0;
  return {
    fd: fs.openSync(segment.path, 'a'),
    nextOrdinal: scan.nextOrdinal,
    lastArrivedAt: Math.max(scan.lastArrivedAt, before),
  };
}

function newSegment(dir: string, firstOrdinal: number): Segment {
  const path = join(dir, `${String(firstOrdinal).padStart(16, '0')}.seg`);
  return { path, firstOrdinal, bytes: 0, firstArrivedAt: undefined, checkpoints: [] };
}

function newest(segments: readonly Segment[]): Segment {
  return segments.at(-1) as Segment;
}

/** A segment whose end cannot be mended takes nothing more before the next start mends it. */
function takeBack(tip: Tip, segment: Segment): void {
  if (tip.fd === CLOSED) return;
  try {
    fs.ftruncateSync(tip.fd, segment.bytes);
  } catch {
    fs.closeSync(tip.fd);
    tip.fd = CLOSED;
  }
}

interface Write {
  readonly frame: EncodedFrame;
  readonly arrivedAt: number;
  readonly count: number;
}

/** One write call a frame. What a failed one left behind (disk full) is taken back. */
function writeFrame(tip: Tip, segment: Segment, { frame, arrivedAt, count }: Write): void {
  const { bytes } = frame;
  try {
    let written = 0;
    while (written < bytes.length) written += fs.writeSync(tip.fd, bytes, written);
  } catch (error) {
    takeBack(tip, segment);
    throw error;
  }
  const header = { firstOrdinal: tip.nextOrdinal, arrivedAt, count, bytes: bytes.length };
  addCheckpoint((segment.checkpoints ??= []), segment.bytes, header);
  segment.firstArrivedAt ??= arrivedAt;
  segment.bytes += bytes.length;
  tip.nextOrdinal += count;
  tip.lastArrivedAt = arrivedAt;
}

function rescan(segment: Segment, log: Log): Checkpoint[] {
  const scan = scanSegment(segment.path, segment.firstOrdinal, log);
  segment.bytes = scan.bytes;
  return scan.checkpoints;
}
