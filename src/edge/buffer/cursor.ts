import * as fs from 'node:fs';
import * as zlib from 'node:zlib';

/** A number that only grows, on disk before `advance` returns. */
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
  const bytes = Buffer.alloc(BYTES);
  let value = 0;
  if (fs.readSync(fd, bytes, 0, BYTES, 0) === BYTES) {
    const whole = zlib.crc32(bytes.subarray(0, 8)) === bytes.readUInt32LE(8);
    if (whole) value = bytes.readDoubleLE(0);
  }
  return {
    get value() {
      return value;
    },
    advance(to) {
      if (to <= value) return;
      value = to;
      bytes.writeDoubleLE(to, 0);
      bytes.writeUInt32LE(zlib.crc32(bytes.subarray(0, 8)), 8);
      fs.writeSync(fd, bytes, 0, BYTES, 0);
    },
    close: () => fs.closeSync(fd),
  };
}
