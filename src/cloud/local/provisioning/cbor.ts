/** What requests and answers are made of. */
export type CborValue =
  | string
  | number
  | boolean
  | null
  | Uint8Array
  | readonly CborValue[]
  | { readonly [key: string]: CborValue | undefined };

/** Major types of RFC 8949 §3.1. */
const MAJOR = { unsigned: 0, negative: 1, bytes: 2, text: 3, array: 4, map: 5, tag: 6, simple: 7 };
const BREAK = 0xff;
/** Requests are maps of texts and maps; whoever nests deeper means no good. */
const DEPTH_MAX = 16;
const DOUBLE = 0xfb;

/** Encodes in the preferred serialization of RFC 8949 §4.1; numbers that are no integers as doubles. */
export function encodeCbor(value: CborValue): Buffer {
  if (typeof value === 'string') return withHead(MAJOR.text, Buffer.from(value, 'utf8'));
  if (typeof value === 'number') return encodeNumber(value);
  if (typeof value === 'boolean') return Buffer.from([value ? 0xf5 : 0xf4]);
  if (value === null) return Buffer.from([0xf6]);
  if (value instanceof Uint8Array) return withHead(MAJOR.bytes, value);
  if (isList(value)) {
    return Buffer.concat([head(MAJOR.array, value.length), ...value.map(encodeCbor)]);
  }
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  const parts = entries.flatMap(([key, each]) => [encodeCbor(key), encodeCbor(each ?? null)]);
  return Buffer.concat([head(MAJOR.map, entries.length), ...parts]);
}

/**
 * Decodes one value that fills `bytes`: definite and indefinite lengths, text keys.
 * @throws RangeError on anything else
 */
export function decodeCbor(bytes: Uint8Array): CborValue {
  const reader = { buffer: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), at: 0 };
  const value = read(reader, 0);
  if (reader.at !== bytes.length) throw new RangeError('CBOR: bytes after the value');
  return value;
}

interface Reader {
  readonly buffer: Buffer;
  at: number;
}

function read(reader: Reader, depth: number): CborValue {
  if (depth > DEPTH_MAX) throw new RangeError('CBOR: nested too deeply');
  const initial = octet(reader);
  const major = initial >> 5;
  const info = initial & 0x1f;
  if (major === MAJOR.simple) return readSimple(reader, info);
  const length = info === 31 ? undefined : readLength(reader, info);
  if (major === MAJOR.bytes || major === MAJOR.text) return readString(reader, major, length);
  if (major === MAJOR.array) return readItems(reader, length, depth);
  if (major === MAJOR.map) return readMap(reader, length, depth);
  if (length === undefined) throw new RangeError('CBOR: a number without a length');
  if (major === MAJOR.tag) return read(reader, depth + 1);
  return major === MAJOR.unsigned ? length : -1 - length;
}

function readSimple(reader: Reader, info: number): CborValue {
  if (info === 20 || info === 21) return info === 21;
  if (info === 22 || info === 23) return null;
  if (info === 26) return take(reader, 4).readFloatBE(0);
  if (info === 27) return take(reader, 8).readDoubleBE(0);
  throw new RangeError(`CBOR: simple value ${info} is not supported`);
}

function readLength(reader: Reader, info: number): number {
  if (info < 24) return info;
  if (info === 24) return octet(reader);
  if (info === 25) return take(reader, 2).readUInt16BE(0);
  if (info === 26) return take(reader, 4).readUInt32BE(0);
  const long = info === 27 ? Number(take(reader, 8).readBigUInt64BE(0)) : Number.NaN;
  if (!Number.isSafeInteger(long)) throw new RangeError('CBOR: a number out of bounds');
  return long;
}

function readString(reader: Reader, major: number, length: number | undefined): CborValue {
  const bytes = length === undefined ? readChunks(reader, major) : take(reader, length);
  return major === MAJOR.text ? bytes.toString('utf8') : bytes;
}

function readChunks(reader: Reader, major: number): Buffer {
  const chunks: Buffer[] = [];
  while (!atBreak(reader)) {
    const initial = octet(reader);
    if (initial >> 5 !== major || (initial & 0x1f) === 31) throw new RangeError('CBOR: bad chunk');
    chunks.push(take(reader, readLength(reader, initial & 0x1f)));
  }
  return Buffer.concat(chunks);
}

function readItems(reader: Reader, length: number | undefined, depth: number): CborValue[] {
  const items: CborValue[] = [];
  while (length === undefined ? !atBreak(reader) : items.length < length) {
    items.push(read(reader, depth + 1));
  }
  return items;
}

function readMap(reader: Reader, length: number | undefined, depth: number): CborValue {
  const entries: [string, CborValue][] = [];
  while (length === undefined ? !atBreak(reader) : entries.length < length) {
    const key = read(reader, depth + 1);
    if (typeof key !== 'string') throw new RangeError('CBOR: a key that is no text');
    entries.push([key, read(reader, depth + 1)]);
  }
  return Object.fromEntries(entries);
}

function atBreak(reader: Reader): boolean {
  if (reader.buffer[reader.at] !== BREAK) return false;
  reader.at += 1;
  return true;
}

function octet(reader: Reader): number {
  return take(reader, 1).readUInt8(0);
}

function take(reader: Reader, length: number): Buffer {
  const end = reader.at + length;
  if (end > reader.buffer.length) throw new RangeError('CBOR: ends early');
  const bytes = reader.buffer.subarray(reader.at, end);
  reader.at = end;
  return bytes;
}

function encodeNumber(value: number): Buffer {
  if (Number.isSafeInteger(value)) {
    return value < 0 ? head(MAJOR.negative, -1 - value) : head(MAJOR.unsigned, value);
  }
  const bytes = Buffer.alloc(9);
  bytes.writeUInt8(DOUBLE, 0);
  bytes.writeDoubleBE(value, 1);
  return bytes;
}

function withHead(major: number, bytes: Uint8Array): Buffer {
  return Buffer.concat([head(major, bytes.length), bytes]);
}

/** Major type and argument in as few octets as hold it. */
function head(major: number, argument: number): Buffer {
  const type = major << 5;
  if (argument < 24) return Buffer.from([type | argument]);
  if (argument <= 0xff) return Buffer.from([type | 24, argument]);
  const bytes = Buffer.alloc(argument <= 0xffff ? 3 : argument <= 0xffffffff ? 5 : 9);
  bytes.writeUInt8(type | (24 + Math.log2(bytes.length - 1)), 0);
  if (bytes.length === 3) bytes.writeUInt16BE(argument, 1);
  else if (bytes.length === 5) bytes.writeUInt32BE(argument, 1);
  else bytes.writeBigUInt64BE(BigInt(argument), 1);
  return bytes;
}

function isList(value: CborValue): value is readonly CborValue[] {
  return Array.isArray(value);
}
