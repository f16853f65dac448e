import * as fs from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../../runtime/log.ts';
import type { BufferEntry } from './buffer.ts';
import { openCursor } from './cursor.ts';
import { encodeFrame, type Acceptance } from './frame.ts';
import { openSegments, segmentPath, type Segment } from './open-segments.ts';
import { readSegment } from './segment-file.ts';

/** One lane of a buffer on disk: appended at the end, read from a cursor, dropped from the front. */
export interface DiskLane {
  /** Writes all entries or none. Throws Node's error of the write. */
  append(entries: readonly BufferEntry[], acceptedAt: number): void;
  /** Entries from `ordinal` on, in order, lazily; what is damaged is stepped over. */
  read(ordinal: number): Generator<LaneEntry, void>;
  /** Everything before `ordinal` has left; segments that held nothing else are deleted. */
  release(ordinal: number): void;
  /** Gives up the oldest segment; returns how many entries went, 0 when there is none. */
  dropOldest(): number;
  /** Acceptance of the newest entry of the oldest segment, at most; undefined when empty. */
  oldestAcceptedAt(): number | undefined;
  readonly first: number;
  readonly next: number;
  readonly bytes: number;
  readonly damaged: number;
  sync(): void;
  close(): void;
}

export interface LaneEntry extends BufferEntry, Acceptance {}

export interface DiskLaneOptions {
  readonly dir: string;
  readonly segmentBytesMax: number;
  readonly log: Log;
}

const FILE_MODE = 0o600;

/** Opens the folder, made when missing, and continues after the last whole entry found in it. */
export function openDiskLane(options: DiskLaneOptions): DiskLane {
  const { dir, log } = options;
  fs.mkdirSync(dir, { recursive: true, mode: 0o700 });
  const cursor = openCursor(join(dir, 'cursor'));
  const found = openSegments(dir, log);
  const { segments } = found;
  const tip = { next: Math.max(found.next, cursor.value), fd: -1 };
  const lane: Lane = { options, segments, cursor, tip };
  beginSegment(lane);
  lane.cursor.advance(Math.max(cursor.value, segments[0]?.first ?? tip.next));
  return {
    append: (entries, acceptedAt) => append(lane, entries, acceptedAt),
    read: (ordinal) => read(lane, ordinal),
    release: (ordinal) => release(lane, ordinal),
    dropOldest: () => dropOldest(lane),
    oldestAcceptedAt: () => (cursor.value < tip.next ? segments[0]?.newestAt : undefined),
    get first() {
      return cursor.value;
    },
    get next() {
      return tip.next;
    },
    get bytes() {
      return segments.reduce((sum, { bytes }) => sum + bytes, 0);
    },
    damaged: found.damaged,
    sync: () => fs.fdatasyncSync(tip.fd),
    close() {
      fs.closeSync(tip.fd);
      cursor.close();
    },
  };
}

interface Lane {
  readonly options: DiskLaneOptions;
  /** Oldest first; the last is being written. */
  readonly segments: Segment[];
  readonly cursor: ReturnType<typeof openCursor>;
  readonly tip: { next: number; fd: number };
}

/** Ends the segment being written and begins one at the next ordinal. */
function beginSegment({ options, segments, tip }: Lane): void {
  const path = segmentPath(options.dir, tip.next);
  const fd = fs.openSync(path, 'a', FILE_MODE);
  if (tip.fd >= 0) fs.closeSync(tip.fd);
  tip.fd = fd;
  if (segments.at(-1)?.path === path) return;
  segments.push({ path, first: tip.next, bytes: 0, newestAt: 0 });
}

function append(lane: Lane, entries: readonly BufferEntry[], acceptedAt: number): void {
  const { options, segments, tip } = lane;
  if ((segments.at(-1) as Segment).bytes >= options.segmentBytesMax) beginSegment(lane);
  const segment = segments.at(-1) as Segment;
  const frames = entries.map((entry, i) =>
    encodeFrame(entry, { ordinal: tip.next + i, acceptedAt }),
  );
  const bytes = Buffer.concat(frames);
  try {
    for (let at = 0; at < bytes.length;) at += fs.writeSync(tip.fd, bytes, at);
  } catch (error) {
    // Half an entry before whole ones would read as damage.
    fs.ftruncateSync(tip.fd, segment.bytes);
    throw error;
  }
  segment.bytes += bytes.length;
  segment.newestAt = acceptedAt;
  tip.next += entries.length;
}

function* read({ segments, tip }: Lane, from: number): Generator<LaneEntry, void> {
  const start = segments.findLastIndex(({ first }) => first <= from);
  let segment = segments[Math.max(0, start)];
  while (segment !== undefined) {
    for (const entry of readSegment(segment.path, 0)) {
      const { topic, payload, ts, ordinal, acceptedAt } = entry;
      if (ordinal >= tip.next) return;
      if (ordinal >= from) yield { topic, payload, ts, ordinal, acceptedAt };
    }
    // Meanwhile segments may have been given up: the next is what stands there now.
    const { first } = segment;
    segment = segments.find((one) => one.first > first);
  }
}

function release(lane: Lane, ordinal: number): void {
  const { segments, cursor, tip } = lane;
  if (ordinal <= cursor.value) return;
  cursor.advance(ordinal);
  while (segments.length > 1 && (segments[1] as Segment).first <= ordinal) removeOldest(lane);
  // What is written next begins a file of its own: an empty buffer holds no bytes.
  if (ordinal === tip.next && (segments[0] as Segment).bytes >= EMPTIED_BYTES_MIN) {
    beginSegment(lane);
    removeOldest(lane);
  }
}

/** A segment whose entries have all left is worth a new file from this size on. */
const EMPTIED_BYTES_MIN = 65_536;

function dropOldest(lane: Lane): number {
  const { segments, cursor, tip } = lane;
  if (cursor.value === tip.next) return 0;
  if (segments.length === 1) {
    // Gives its room back before the next file asks for some.
    fs.ftruncateSync(tip.fd, 0);
    beginSegment(lane);
  }
  const next = (segments[1] as Segment).first;
  const dropped = Math.max(0, next - cursor.value);
  removeOldest(lane);
  cursor.advance(next);
  return dropped;
}

function removeOldest({ segments }: Lane): void {
  const oldest = segments.shift();
  if (oldest !== undefined) fs.rmSync(oldest.path, { force: true });
}
