/**
 * Concise Binary Object Representation (RFC 8949), as far as Smithy's RPC v2 uses it: what JSON has,
 * and instants as tag 1. https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html
 */
const UNSIGNED = 0;
const NEGATIVE = 1;
const BYTES = 2;
const TEXT = 3;
const LIST = 4;
const MAP = 5;
const TAG = 6;
const EPOCH_TAG = 1;
const INDEFINITE = 31;
const BREAK = 0xff;

export function encodeCbor(value: unknown): Buffer {
  return Buffer.concat(encoded(value));
}

function encoded(value: unknown): Buffer[] {
  if (value === null || value === undefined) return [Buffer.from([0xf6])];
  if (typeof value === 'boolean') return [Buffer.from([value ? 0xf5 : 0xf4])];
  if (typeof value === 'number') return [number(value)];
  if (typeof value === 'string') {
    const bytes = Buffer.from(value);
    return [head(TEXT, bytes.length), bytes];
  }
  if (value instanceof Date) return [head(TAG, EPOCH_TAG), double(value.getTime() / 1_000)];
  if (Array.isArray(value)) {
    return [head(LIST, value.length), ...value.flatMap((one) => encoded(one))];
  }
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return [
    head(MAP, entries.length),
    ...entries.flatMap(([key, one]) => [...encoded(key), ...encoded(one)]),
  ];
}

function number(value: number): Buffer {
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) return double(value);
  return value >= 0 ? head(UNSIGNED, value) : head(NEGATIVE, -1 - value);
}

function double(value: number): Buffer {
  const bytes = Buffer.alloc(9);
  bytes[0] = 0xfb;
  bytes.writeDoubleBE(value, 1);
  return bytes;
}

function head(major: number, argument: number): Buffer {
  const first = major << 5;
  if (argument < 24) return Buffer.from([first | argument]);
  if (argument < 2 ** 8) return Buffer.from([first | 24, argument]);
  const bytes = Buffer.alloc(argument < 2 ** 16 ? 3 : argument < 2 ** 32 ? 5 : 9);
  bytes[0] = first | (bytes.length === 3 ? 25 : bytes.length === 5 ? 26 : 27);
  if (bytes.length === 3) bytes.writeUInt16BE(argument, 1);
  else if (bytes.length === 5) bytes.writeUInt32BE(argument, 1);
  else bytes.writeBigUInt64BE(BigInt(argument), 1);
  return bytes;
}

/** Deepest that requests nest; more is no request. */
const DEPTH_MAX = 32;

/** @throws RangeError when the bytes are no CBOR that we know */
export function decodeCbor(bytes: Uint8Array): unknown {
  const reader = { view: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), at: 0 };
  const value = decoded(reader, 0);
  if (reader.at === bytes.length) return value;
  throw new RangeError('More bytes than one value');
}

interface Reader {
  readonly view: Buffer;
  at: number;
}

function decoded(reader: Reader, depth: number): unknown {
  if (depth > DEPTH_MAX) throw new RangeError('Nested too deeply');
  const first = reader.view.readUInt8(reader.at);
  const [major, info] = [first >> 5, first & 31];
  if (major === 7) return simple(reader, info);
  reader.at += 1;
  if (major === LIST || major === MAP) return collection(reader, { major, info, depth });
  const argument = argumentOf(reader, info);
  switch (major) {
    case UNSIGNED:
      return argument;
    case NEGATIVE:
      return -1 - argument;
    case BYTES:
      return take(reader, argument);
    case TEXT:
      return take(reader, argument).toString('utf8');
    default: {
      const tagged = decoded(reader, depth + 1);
      return argument === EPOCH_TAG ? new Date(Number(tagged) * 1_000) : tagged;
    }
  }
}

interface Collection {
  readonly major: number;
  readonly info: number;
  readonly depth: number;
}

function collection(reader: Reader, { major, info, depth }: Collection): unknown {
  const count = info === INDEFINITE ? Number.POSITIVE_INFINITY : argumentOf(reader, info);
  const items: unknown[] = [];
  const entries: [string, unknown][] = [];
  for (let i = 0; i < count; i += 1) {
    if (info === INDEFINITE && reader.view.readUInt8(reader.at) === BREAK) {
      reader.at += 1;
      break;
    }
    const item = decoded(reader, depth + 1);
    if (major === LIST) items.push(item);
    else entries.push([String(item), decoded(reader, depth + 1)]);
  }
  return major === LIST ? items : Object.fromEntries(entries);
}

function simple(reader: Reader, info: number): unknown {
  const { view, at } = reader;
  const size = { 25: 2, 26: 4, 27: 8 }[info] ?? 0;
  reader.at += 1 + size;
  switch (info) {
    case 20:
    case 21:
      return info === 21;
    case 22:
    case 23:
      return undefined;
    case 25:
      return half(view.readUInt16BE(at + 1));
    case 26:
      return view.readFloatBE(at + 1);
    case 27:
      return view.readDoubleBE(at + 1);
    default:
      throw new RangeError(`Unknown simple value ${info}`);
  }
}

/** RFC 8949, appendix D. */
function half(bits: number): number {
  const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1_023];
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent < 31) return sign * (fraction + 1_024) * 2 ** (exponent - 25);
  return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
}

function argumentOf(reader: Reader, info: number): number {
  if (info < 24) return info;
  const size = { 24: 1, 25: 2, 26: 4, 27: 8 }[info];
  if (size === undefined) throw new RangeError(`Unknown length ${info}`);
  const value = take(reader, size);
  return size === 8 ? Number(value.readBigUInt64BE()) : value.readUIntBE(0, size);
}

function take(reader: Reader, length: number): Buffer {
  const end = reader.at + length;
  if (end > reader.view.length) throw new RangeError('The bytes end too early');
  const taken = reader.view.subarray(reader.at, end);
  reader.at = end;
  return taken;
}
