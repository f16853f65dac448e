import { inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { zipOf } from '../../../../src/cloud/aws/artifact/zip.ts';

const entries = [
  { name: 'index.mjs', content: Buffer.from('export const handler = 1;\n'.repeat(40)) },
  { name: 'data/größe.txt', content: Buffer.from('ü') },
];

/** Name, content and mode of the entries by the central directory, as a reader finds them. */
function read(zip: Buffer): readonly (readonly [string, string, number])[] {
  const end = zip.length - 22;
  const found: (readonly [string, string, number])[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let i = 0; i < zip.readUInt16LE(end + 10); i += 1) {
    const compressed = zip.readUInt32LE(at + 20);
    const nameLength = zip.readUInt16LE(at + 28);
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    const local = zip.readUInt32LE(at + 42);
    const dataAt = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const content = inflateRawSync(zip.subarray(dataAt, dataAt + compressed)).toString();
    found.push([name, content, zip.readUInt32LE(at + 38) >>> 16]);
    at += 46 + nameLength;
  }
  return found;
}

describe('zipOf', () => {
  it('holds what was given, readable by everybody', () => {
    expect(read(zipOf(entries))).toEqual(
      entries.map(({ name, content }) => [name, content.toString(), 0o100644]),
    );
  });

  it('is the same bytes for the same entries, and smaller than what repeats itself', () => {
    const zip = zipOf(entries);
    expect(zip.equals(zipOf(entries))).toBe(true);
    expect(zip.length).toBeLessThan(600);
  });
});
