import * as fs from 'node:fs';
import { errnoOf } from '../../runtime/errors.ts';
import type { Log } from '../../runtime/log.ts';
import { decodeFrame, frameBytes, type StoredEntry } from './frame.ts';

/** An entry as it was read, and where the next one begins. */
export interface ReadEntry extends StoredEntry {
  readonly nextOffset: number;
}

/** Bytes that are read at a time; a longer frame is read in one piece all the same. */
const CHUNK_BYTES = 262_144;

/** Reads entries from an offset on, lazily; ends at the end of the file or before damage. */
export function* readSegment(path: string, from: number): Generator<ReadEntry, void> {
  const fd = openOrNone(path);
  if (fd === undefined) return;
  try {
    let start = from;
    let wanted = CHUNK_BYTES;
    for (;;) {
      const bytes = readAt(fd, start, wanted);
      let offset = 0;
      for (;;) {
        const entry = decodeFrame(bytes, offset);
        if (entry === undefined) break;
        offset += entry.bytes;
        yield { ...entry, nextOffset: start + offset };
      }
      start += offset;
      if (offset > 0) {
        wanted = CHUNK_BYTES;
        continue;
      }
      const claimed = frameBytes(bytes, 0) ?? 0;
      // Either the end, or damage: a frame that is whole and wrong, or one longer than the file.
      if (claimed <= wanted || bytes.length < wanted) return;
      wanted = claimed;
    }
  } finally {
    fs.closeSync(fd);
  }
}

/** A file that somebody took away has nothing to read. */
function openOrNone(path: string): number | undefined {
  try {
    return fs.openSync(path, 'r');
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
    return undefined;
  }
}

/** What stands in a segment file after a start. */
export interface SegmentScan {
  /** Ordinals of the first whole entry and after the last; undefined when there is none. */
  readonly extent: { readonly first: number; readonly next: number } | undefined;
  readonly newestAt: number;
  /** Bytes of whole entries, which is the file's length afterwards. */
  readonly bytes: number;
  /** Entries that damage took, or that stood where they do not belong, as far as they can be counted. */
  readonly damaged: number;
}

/**
 * Reads a segment file through, and mends it. A torn end (a write that a crash cut off, of which
 * nobody was told that it succeeded) is cut. Damage before whole entries, and entries out of order,
 * are reported, the file kept aside as `*.corrupt`, and the whole entries are written back in order.
 */
export function mendSegment(path: string, log: Log): SegmentScan {
  const bytes = fs.readFileSync(path);
  const { frames, damaged, torn } = framesOf(bytes);
  const misplaced = frames.filter(({ ordinal }, i) => ordinal <= (frames[i - 1]?.ordinal ?? -1));
  const good = misplaced.length === 0 ? frames : inOrder(frames);
  const kept = good.reduce((sum, frame) => sum + frame.bytes.length, 0);
  if (damaged + misplaced.length > 0) setAside(path, good, log);
  else if (torn) {
    fs.truncateSync(path, kept);
    log({ level: 'info', area: 'buffer', text: 'Cut off an unfinished write', fields: { path } });
  }
  const [first, last] = [good[0], good.at(-1)];
  const isEmpty = first === undefined || last === undefined;
  return {
    extent: isEmpty ? undefined : { first: first.ordinal, next: last.ordinal + 1 },
    newestAt: last?.acceptedAt ?? 0,
    bytes: kept,
    damaged: damaged + misplaced.length,
  };
}

/** Rewrites a segment file without the entries before `ordinal`, which stand in another file. */
export function cutSegment(path: string, ordinal: number, log: Log): void {
  const { frames } = framesOf(fs.readFileSync(path));
  setAside(
    path,
    frames.filter((frame) => frame.ordinal >= ordinal),
    log,
  );
}

interface Frame {
  readonly ordinal: number;
  readonly acceptedAt: number;
  readonly bytes: Buffer;
}

function framesOf(bytes: Buffer) {
  const frames: Frame[] = [];
  let damaged = 0;
  for (let offset = 0; offset < bytes.length;) {
    const entry = decodeFrame(bytes, offset);
    if (entry !== undefined) {
      const { ordinal, acceptedAt } = entry;
      frames.push({ ordinal, acceptedAt, bytes: bytes.subarray(offset, offset + entry.bytes) });
      offset += entry.bytes;
      continue;
    }
    const next = nextWhole(bytes, offset);
    if (next === undefined && isTorn(bytes, offset)) return { frames, damaged, torn: true };
    damaged += 1;
    offset = next ?? bytes.length;
  }
  return { frames, damaged, torn: false };
}

/** By ordinal, each once. */
function inOrder(frames: readonly Frame[]): readonly Frame[] {
  const byOrdinal = new Map(frames.map((frame) => [frame.ordinal, frame]));
  return [...byOrdinal.values()].toSorted((a, b) => a.ordinal - b.ordinal);
}

/** Where the next whole frame begins: after the damaged one's own length, or wherever one is found. */
function nextWhole(bytes: Buffer, offset: number): number | undefined {
  const claimed = frameBytes(bytes, offset);
  if (claimed !== undefined && isWhole(bytes, offset + claimed)) return offset + claimed;
  for (let at = offset + 1; at < bytes.length; at += 1) if (isWhole(bytes, at)) return at;
  return undefined;
}

function isWhole(bytes: Buffer, offset: number): boolean {
  return decodeFrame(bytes, offset) !== undefined;
}

/** Whether the file ends before the frame does: a write was cut off there. */
function isTorn(bytes: Buffer, offset: number): boolean {
  const claimed = frameBytes(bytes, offset);
  if (claimed === undefined) return bytes.length - offset < SHORTEST_HEADER;
  return offset + claimed > bytes.length;
}

const SHORTEST_HEADER = 8;

function setAside(path: string, good: readonly Frame[], log: Log): void {
  fs.copyFileSync(path, `${path}.corrupt`);
  const mended = `${path}.mended`;
  fs.writeFileSync(mended, Buffer.concat(good.map(({ bytes }) => bytes)), { mode: 0o600 });
  fs.renameSync(mended, path);
  const text = `A buffer segment is damaged; kept it aside as ${path}.corrupt, its whole entries go out`;
  log({ level: 'error', area: 'buffer', text, fields: { path } });
}

function readAt(fd: number, start: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  let read = 0;
  while (read < length) {
    const got = fs.readSync(fd, bytes, read, length - read, start + read);
    if (got === 0) break;
    read += got;
  }
  return bytes.subarray(0, read);
}
