import * as fs from 'node:fs';
import type { Log } from '../../../runtime/log.ts';
import { claimedHeader, readFrameHeader, type FrameHeader } from './frame.ts';

/** A place in a segment from which frames can be read on. */
export interface Checkpoint {
  readonly ordinal: number;
  readonly arrivedAt: number;
  readonly offset: number;
}

/** What scanning a segment file tells. */
export interface SegmentScan {
  readonly checkpoints: Checkpoint[];
  /** Bytes of good frames, which is the file's length after the scan. */
  readonly bytes: number;
  /** Ordinal after the last record; damaged bytes count as one record each, the most they can be. */
  readonly nextOrdinal: number;
  readonly lastArrivedAt: number;
}

/** Bytes of a segment between two checkpoints: what finding a record reads in vain at most. */
const CHECKPOINT_BYTES = 64 * 1024;

/** Adds a checkpoint for the frame at `offset` when the last one lies far enough back. */
export function addCheckpoint(
  checkpoints: Checkpoint[],
  offset: number,
  header: FrameHeader,
): void {
  const last = checkpoints.at(-1);
  if (last !== undefined && offset - last.offset < CHECKPOINT_BYTES) return;
  checkpoints.push({ ordinal: header.firstOrdinal, arrivedAt: header.arrivedAt, offset });
}

/**
 * Reads a segment file through, and mends it. A torn end (the write that a crash cut off; nobody was
 * told that it succeeded) is cut off. Damage before good frames is reported, the file kept aside as
 * `*.corrupt`, and the good frames written back without it.
 */
export function scanSegment(path: string, firstOrdinal: number, log: Log): SegmentScan {
  const bytes = fs.readFileSync(path);
  const checkpoints: Checkpoint[] = [];
  const good: { readonly start: number; readonly end: number }[] = [];
  let state = { nextOrdinal: firstOrdinal, lastArrivedAt: 0, kept: 0 };
  let offset = 0;
  while (offset < bytes.length) {
    const header = readFrameHeader(bytes, offset);
    if (header === undefined) {
      const next = nextGoodFrame(bytes, offset);
      state = { ...state, nextOrdinal: state.nextOrdinal + next - offset };
      offset = next;
      continue;
    }
    addCheckpoint(checkpoints, state.kept, header);
    good.push({ start: offset, end: offset + header.bytes });
    offset += header.bytes;
    state = {
      nextOrdinal: header.firstOrdinal + header.count,
      lastArrivedAt: header.arrivedAt,
      kept: state.kept + header.bytes,
    };
  }
  if (state.kept < bytes.length) mend(path, { bytes, good, kept: state.kept }, log);
  const { nextOrdinal, lastArrivedAt, kept } = state;
  return { checkpoints, bytes: kept, nextOrdinal, lastArrivedAt };
}

/** First arrival in a segment, from its first bytes; undefined when it holds no frame. */
export function firstArrival(path: string): number | undefined {
  const fd = fs.openSync(path, 'r');
  try {
    const start = Buffer.alloc(64);
    const length = fs.readSync(fd, start, 0, start.length, 0);
    return claimedHeader(start.subarray(0, length), 0)?.arrivedAt;
  } finally {
    fs.closeSync(fd);
  }
}

/** Believes a damaged frame's length if a good frame follows there; else gives up the rest. */
function nextGoodFrame(bytes: Buffer, offset: number): number {
  const next = offset + (claimedHeader(bytes, offset)?.bytes ?? bytes.length);
  return readFrameHeader(bytes, next) === undefined ? bytes.length : next;
}

interface Damage {
  readonly bytes: Buffer;
  readonly good: readonly { readonly start: number; readonly end: number }[];
  readonly kept: number;
}

function mend(path: string, { bytes, good, kept }: Damage, log: Log): void {
  const isTorn = (good.at(-1)?.end ?? 0) === kept && isUnfinished(bytes, kept);
  const fields = { path, bytes: bytes.length - kept };
  if (isTorn) {
    fs.truncateSync(path, kept);
    log({ level: 'info', area: 'kinesis', text: 'Cut off an unfinished write', fields });
    return;
  }
  fs.copyFileSync(path, `${path}.corrupt`);
  const mended = `${path}.mended`;
  fs.writeFileSync(mended, Buffer.concat(good.map(({ start, end }) => bytes.subarray(start, end))));
  fs.renameSync(mended, path);
  const text = `Segment is damaged; kept it aside as ${path}.corrupt, its good records stay readable`;
  log({ level: 'error', area: 'kinesis', text, fields });
}

/** Whether the frame at `offset` claims to reach beyond the end of the file. */
function isUnfinished(bytes: Buffer, offset: number): boolean {
  const claimed = claimedHeader(bytes, offset);
  return claimed === undefined || offset + claimed.bytes > bytes.length;
}
