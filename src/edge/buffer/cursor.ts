import * as fs from 'node:fs';
import * as zlib from 'node:zlib';
import { errnoOf } from '../../runtime/errors.ts';

/** A number that only grows, on disk before `advance` returns; on a full disk it may stay behind there. */
export interface Cursor {
  readonly value: number;
  advance(to: number): void;
  close(): void;
}

const BYTES = 12;

/**
 * Opens the file, made when missing. A checksum tells a half-written value, after which it counts
 * from 0 again: too low a cursor sends again what was delivered, too high a one would lose.
 */
export function openCursor(path: string): Cursor {
  const fd = fs.openSync(path, fs.constants.O_RDWR | fs.constants.O_CREAT, 0o600);
  let value = readValue(fd);
  // Takes its place on the disk now: a full one is the very moment at which it has to move.
  writeValue(fd, value);
  return {
    get value() {
      return value;
    },
    advance(to) {
      if (to <= value) return;
      value = to;
      writeValue(fd, to);
    },
    close: () => fs.closeSync(fd),
  };
}

function readValue(fd: number): number {
  const bytes = Buffer.alloc(BYTES);
  if (fs.readSync(fd, bytes, 0, BYTES, 0) < BYTES) return 0;
  const whole = zlib.crc32(bytes.subarray(0, 8)) === bytes.readUInt32LE(8);
  return whole ? bytes.readDoubleLE(0) : 0;
}

function writeValue(fd: number, value: number): void {
  const bytes = Buffer.alloc(BYTES);
  bytes.writeDoubleLE(value, 0);
  bytes.writeUInt32LE(zlib.crc32(bytes.subarray(0, 8)), 8);
  try {
    fs.writeSync(fd, bytes, 0, BYTES, 0);
  } catch (error) {
    // A file system that copies on write has no room for it: what stands there sends again, and loses nothing.
    if (errnoOf(error) !== 'ENOSPC') throw error;
  }
}
