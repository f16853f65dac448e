import * as zlib from 'node:zlib';
import type { BufferEntry } from './buffer.ts';

/**
 * One entry on disk, written by one system call with its neighbours, so that a crash cuts off whole
 * entries or the last one in the middle, never an earlier one:
 *
 *     u32  length of all after the checksum     u32  CRC-32 of that
 *     f64  ordinal in its lane                  f64  accepted, ms since the epoch
 *     f64  time of the reading, the same        u16  length of the topic
 *     then topic and payload in UTF-8
 */
const HEADER_BYTES = 8;
const FIXED_BYTES = 26;

/** Longest entry that a frame may claim: anything above is damage, not data. */
const FRAME_BYTES_MAX = 1_048_576;

/** Where and when an entry was accepted. */
export interface Acceptance {
  readonly ordinal: number;
  /** Ms since the epoch. */
  readonly acceptedAt: number;
}

export interface StoredEntry extends BufferEntry, Acceptance {
  /** Of the whole frame. */
  readonly bytes: number;
}

export function encodeFrame(
  { topic, payload, ts }: BufferEntry,
  { ordinal, acceptedAt }: Acceptance,
): Buffer {
  const topicBytes = Buffer.byteLength(topic);
  const size = HEADER_BYTES + FIXED_BYTES + topicBytes + Buffer.byteLength(payload);
  const frame = Buffer.allocUnsafe(size);
  frame.writeUInt32LE(size - HEADER_BYTES, 0);
  frame.writeDoubleLE(ordinal, 8);
  frame.writeDoubleLE(acceptedAt, 16);
  frame.writeDoubleLE(ts, 24);
  frame.writeUInt16LE(topicBytes, 32);
  frame.write(topic, HEADER_BYTES + FIXED_BYTES);
  frame.write(payload, HEADER_BYTES + FIXED_BYTES + topicBytes);
  frame.writeUInt32LE(zlib.crc32(frame.subarray(HEADER_BYTES)), 4);
  return frame;
}

/** The entry at `offset`; undefined when it is not whole or its checksum is wrong. */
export function decodeFrame(bytes: Buffer, offset: number): StoredEntry | undefined {
  const length = frameBytes(bytes, offset);
  if (length === undefined || offset + length > bytes.length) return undefined;
  const body = bytes.subarray(offset + HEADER_BYTES, offset + length);
  if (zlib.crc32(body) !== bytes.readUInt32LE(offset + 4)) return undefined;
  const topicEnd = FIXED_BYTES + body.readUInt16LE(24);
  if (topicEnd > body.length) return undefined;
  return {
    ordinal: body.readDoubleLE(0),
    acceptedAt: body.readDoubleLE(8),
    ts: body.readDoubleLE(16),
    topic: body.toString('utf8', FIXED_BYTES, topicEnd),
    payload: body.toString('utf8', topicEnd),
    bytes: length,
  };
}

/** Length that the frame at `offset` claims, its header included; undefined when that cannot be. */
export function frameBytes(bytes: Buffer, offset: number): number | undefined {
  if (offset + HEADER_BYTES > bytes.length) return undefined;
  const claimed = bytes.readUInt32LE(offset);
  if (claimed < FIXED_BYTES || claimed > FRAME_BYTES_MAX) return undefined;
  return HEADER_BYTES + claimed;
}
