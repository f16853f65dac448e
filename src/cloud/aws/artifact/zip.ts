import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  /** Path inside the archive. */
  readonly name: string;
  readonly content: Uint8Array;
}

/**
 * Record signatures, and the version that knows deflate (PKWARE APPNOTE 6.3, sections 4.3.7, 4.3.12,
 * 4.3.16 and 4.4.3).
 */
const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END_OF_CENTRAL = 0x06054b50;
const VERSION = 20;
const MADE_ON_UNIX = (3 << 8) | VERSION;
const DEFLATED = 8;
/** Names are UTF-8: bit 11 (section 4.4.4). */
const FLAGS = 1 << 11;
/** 1 January 1980 00:00, the first instant that the format has (section 4.4.6): always the same. */
const DOS_TIME = 0;
const DOS_DATE = (1 << 5) | 1;
/** Lambda's user must be able to read what it runs: `-rw-r--r--`. */
const UNIX_MODE = 0o100644;

/** A zip archive without times and owners: equal entries, equal bytes. */
export function zipOf(entries: readonly ZipEntry[]): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const { name, content } of entries) {
    const nameBytes = Buffer.from(name);
    const data = deflateRawSync(content, { level: 9 });
    const shared = sharedFields({
      crc: crc32(content),
      compressed: data.length,
      size: content.length,
      nameLength: nameBytes.length,
    });
    const local = Buffer.concat([uint32(LOCAL_HEADER), shared, nameBytes, data]);
    centrals.push(centralHeader(shared, offset), nameBytes);
    locals.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(centrals);
  return Buffer.concat([...locals, central, endOfCentral(entries.length, central.length, offset)]);
}

interface EntryFacts {
  readonly crc: number;
  readonly compressed: number;
  readonly size: number;
  readonly nameLength: number;
}

/** What a local header and its central header have in common, in this order: 26 bytes. */
function sharedFields({ crc, compressed, size, nameLength }: EntryFacts): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(VERSION, 0);
  fields.writeUInt16LE(FLAGS, 2);
  fields.writeUInt16LE(DEFLATED, 4);
  fields.writeUInt16LE(DOS_TIME, 6);
  fields.writeUInt16LE(DOS_DATE, 8);
  fields.writeUInt32LE(crc, 10);
  fields.writeUInt32LE(compressed, 14);
  fields.writeUInt32LE(size, 18);
  fields.writeUInt16LE(nameLength, 22);
  return fields;
}

function centralHeader(shared: Buffer, offset: number): Buffer {
  const madeBy = Buffer.alloc(2);
  madeBy.writeUInt16LE(MADE_ON_UNIX);
  // Comment length, disk and internal attributes are zero.
  const tail = Buffer.alloc(14);
  tail.writeUInt32LE((UNIX_MODE << 16) >>> 0, 6);
  tail.writeUInt32LE(offset, 10);
  return Buffer.concat([uint32(CENTRAL_HEADER), madeBy, shared, tail]);
}

function endOfCentral(count: number, centralBytes: number, offset: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END_OF_CENTRAL, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(centralBytes, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
