import * as zlib from 'node:zlib';
import type { PutEntry } from './kinesis-engine.ts';
import type { Slab } from './slab.ts';

/**
 * One batch of records on disk, written by one system call, so that it is there entirely or is cut
 * off at the next start:
 *
 *     u32  length of what follows the header      u32  CRC-32 of all after this field
 *     f64  ordinal of the first record            f64  arrival, ms since the epoch
 *     u32  number of records
 *     then per record: u16 key length, u32 data length, partition key in UTF-8, data
 */
export interface FrameHeader {
  readonly firstOrdinal: number;
  readonly arrivedAt: number;
  readonly count: number;
  /** The whole frame, header included. */
  readonly bytes: number;
}

export interface FrameRecord {
  readonly partitionKey: string;
  /** A view into the frame's bytes. */
  readonly data: Uint8Array;
}

export interface EncodedFrame {
  readonly bytes: Buffer;
  readonly records: readonly FrameRecord[];
}

const HEADER_BYTES = 28;
const RECORD_HEADER_BYTES = 6;
const CRC_START = 8;

export function encodeFrame(
  place: Pick<FrameHeader, 'firstOrdinal' | 'arrivedAt'>,
  entries: readonly PutEntry[],
  slab: Slab,
): EncodedFrame {
  let size = HEADER_BYTES;
  for (const entry of entries) {
    size += RECORD_HEADER_BYTES + Buffer.byteLength(entry.partitionKey) + entry.data.length;
  }
  const bytes = slab.allocate(size);
  bytes.writeUInt32LE(size - HEADER_BYTES, 0);
  bytes.writeDoubleLE(place.firstOrdinal, 8);
  bytes.writeDoubleLE(place.arrivedAt, 16);
  bytes.writeUInt32LE(entries.length, 24);
  const records = writeRecords(bytes, entries);
  bytes.writeUInt32LE(zlib.crc32(bytes.subarray(CRC_START)), 4);
  return { bytes, records };
}

/** The frame at `offset`; undefined when it is not whole or its checksum is wrong. */
export function readFrameHeader(bytes: Buffer, offset: number): FrameHeader | undefined {
  const header = claimedHeader(bytes, offset);
  if (header === undefined || offset + header.bytes > bytes.length) return undefined;
  const crc = zlib.crc32(bytes.subarray(offset + CRC_START, offset + header.bytes));
  return crc === bytes.readUInt32LE(offset + 4) ? header : undefined;
}

/** What stands where a header should be, unchecked; undefined when there is no room for one. */
export function claimedHeader(bytes: Buffer, offset: number): FrameHeader | undefined {
  if (offset + HEADER_BYTES > bytes.length) return undefined;
  return {
    firstOrdinal: bytes.readDoubleLE(offset + 8),
    arrivedAt: bytes.readDoubleLE(offset + 16),
    count: bytes.readUInt32LE(offset + 24),
    bytes: HEADER_BYTES + bytes.readUInt32LE(offset),
  };
}

/** The records of a frame whose checksum was found right. */
export function frameRecords(bytes: Buffer, offset: number): readonly FrameRecord[] {
  const records: FrameRecord[] = [];
  const count = bytes.readUInt32LE(offset + 24);
  let at = offset + HEADER_BYTES;
  for (let i = 0; i < count; i += 1) {
    const keyEnd = at + RECORD_HEADER_BYTES + bytes.readUInt16LE(at);
    const dataEnd = keyEnd + bytes.readUInt32LE(at + 2);
    records.push({
      partitionKey: bytes.toString('utf8', at + RECORD_HEADER_BYTES, keyEnd),
      data: bytes.subarray(keyEnd, dataEnd),
    });
    at = dataEnd;
  }
  return records;
}

function writeRecords(bytes: Buffer, entries: readonly PutEntry[]): FrameRecord[] {
  const records: FrameRecord[] = [];
  let at = HEADER_BYTES;
  for (const { partitionKey, data } of entries) {
    const keyStart = at + RECORD_HEADER_BYTES;
    const keyBytes = bytes.write(partitionKey, keyStart);
    const dataStart = keyStart + keyBytes;
    bytes.writeUInt16LE(keyBytes, at);
    bytes.writeUInt32LE(data.length, at + 2);
    bytes.set(data, dataStart);
    at = dataStart + data.length;
    records.push({ partitionKey, data: bytes.subarray(dataStart, at) });
  }
  return records;
}
