import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCbor, encodeCbor } from '../../../../src/cloud/local/cloudwatch/cbor.ts';

const bytes = (hex: string): Uint8Array => Buffer.from(hex, 'hex');

describe('CBOR', () => {
  // RFC 8949, appendix A.
  it.each<[string, unknown]>([
    ['00', 0],
    ['17', 23],
    ['1818', 24],
    ['1903e8', 1_000],
    ['1a000f4240', 1_000_000],
    ['1b000000e8d4a51000', 1_000_000_000_000],
    ['20', -1],
    ['3903e7', -1_000],
    ['fb3ff199999999999a', 1.1],
    ['f4', false],
    ['f5', true],
    ['60', ''],
    ['6449455446', 'IETF'],
    ['62c3bc', 'ü'],
    ['83010203', [1, 2, 3]],
    ['a26161016162820203', { a: 1, b: [2, 3] }],
    ['c1fb41d452d9e20000 00'.replaceAll(' ', ''), new Date(1_363_896_200_000)],
  ])('reads and writes %s', (hex, value) => {
    expect(decodeCbor(bytes(hex))).toEqual(value);
    expect(encodeCbor(value).toString('hex')).toBe(hex);
  });

  it.each<[string, unknown]>([
    ['f93c00', 1],
    ['f90001', 5.960_464_477_539_063e-8],
    ['f97c00', Number.POSITIVE_INFINITY],
    ['fa47c35000', 100_000],
    ['f6', undefined],
    ['9f0102ff', [1, 2]],
    ['bf6161019f02ffff'.slice(0, 8).concat('ff'), { a: 1 }],
    ['c11a514b67b0', new Date(1_363_896_240_000)],
    ['4401020304', Buffer.from([1, 2, 3, 4])],
  ])('reads %s as well', (hex, value) => {
    expect(decodeCbor(bytes(hex))).toEqual(value);
  });

  it.each(['', '18', '61', '8201', 'fe', 'ffff', '0000', '9f01', '81'.repeat(40)])(
    'refuses %s, which is cut short or unknown',
    (hex) => {
      expect(() => decodeCbor(bytes(hex))).toThrow(RangeError);
    },
  );

  it('gives back whatever JSON can hold', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const again = JSON.stringify(decodeCbor(encodeCbor({ value })));
        const nulls = JSON.stringify({ value: withoutNulls(value) });
        expect(again).toBe(nulls);
      }),
      { numRuns: 200 },
    );
  });
});

/** Absent and null are the same in AWS's documents. */
function withoutNulls(value: unknown): unknown {
  if (value === null) return undefined;
  if (Array.isArray(value)) return value.map((one) => withoutNulls(one));
  if (typeof value !== 'object') return value;
  const entries = Object.entries(value);
  return Object.fromEntries(entries.map(([key, one]) => [key, withoutNulls(one)]));
}
