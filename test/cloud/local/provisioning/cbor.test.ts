import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCbor, encodeCbor } from '../../../../src/cloud/local/provisioning/cbor.ts';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');

describe('CBOR', () => {
  // RFC 8949, appendix A.
  it.each([
    ['00', 0],
    ['1818', 24],
    ['1903e8', 1_000],
    ['1a000f4240', 1_000_000],
    ['1b000000e8d4a51000', 1_000_000_000_000],
    ['3903e7', -1_000],
    ['fb3ff199999999999a', 1.1],
    ['f5', true],
    ['f6', null],
    ['6449455446', 'IETF'],
    ['8301820203820405', [1, [2, 3], [4, 5]]],
    ['a26161016162820203', { a: 1, b: [2, 3] }],
  ])('has %s for %j, both ways', (text, value) => {
    expect(encodeCbor(value).toString('hex')).toBe(text);
    expect(decodeCbor(hex(text))).toEqual(value);
  });

  it.each([
    ['7f657374726561646d696e67ff', 'streaming'],
    ['9f018202039f0405ffff', [1, [2, 3], [4, 5]]],
    ['bf61610161629f0203ffff', { a: 1, b: [2, 3] }],
    ['c074323031332d30332d32315432303a30343a30305a', '2013-03-21T20:04:00Z'],
    ['fa47c35000', 100_000],
  ])('reads %s, which it would write otherwise', (text, value) => {
    expect(decodeCbor(hex(text))).toEqual(value);
  });

  const MALFORMED = [
    '',
    '18',
    '6449',
    'a10102',
    '0001',
    'f818',
    '1f',
    '7f01ff',
    '9b00000000ffffffff',
  ];
  it.each(MALFORMED)('refuses %j', (text) => {
    expect(() => decodeCbor(hex(text))).toThrow(RangeError);
  });

  it('brings back whatever it has written', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
        const plain = JSON.parse(JSON.stringify(value));
        expect(decodeCbor(encodeCbor(plain))).toEqual(plain);
      }),
      { numRuns: 30 },
    );
  });

  it('ends on any bytes, with a value or a refusal', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect(() => {
          try {
            decodeCbor(bytes);
          } catch (error) {
            if (!(error instanceof RangeError)) throw error;
          }
        }).not.toThrow();
      }),
    );
  });
});
