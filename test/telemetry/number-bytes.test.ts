import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NUMBER_BYTES_MAX, writeNumber } from '../../src/telemetry/number-bytes.ts';

const to = new DataView(new ArrayBuffer(2 * NUMBER_BYTES_MAX));

/** Nothing where it leaves the number to somebody else. */
function written(value: number): string | undefined {
  const end = writeNumber(to, 3, value);
  return end < 0 ? undefined : Buffer.from(to.buffer, 3, end - 3).toString();
}

/** A sensor's value at its resolution. */
const resolved = fc
  .tuple(fc.integer({ min: -(2 ** 40), max: 2 ** 40 }), fc.constantFrom(1, 10, 100, 1e3, 1e4, 1e6))
  .map(([parts, scale]) => parts / scale)
  .filter((value) => Math.abs(value) < 1e9 || Number.isInteger(value));

describe('writeNumber', () => {
  it('writes what sensors deliver as JSON does', () => {
    fc.assert(
      fc.property(resolved, (value) => {
        expect(written(value)).toBe(JSON.stringify(value));
      }),
      { numRuns: 5_000 },
    );
  });

  it('writes any other number as JSON does, or not at all', () => {
    fc.assert(
      fc.property(fc.oneof(fc.double(), fc.maxSafeInteger()), (value) => {
        expect([undefined, JSON.stringify(value)]).toContain(written(value));
      }),
      { numRuns: 5_000 },
    );
  });

  it.each([
    [0, '0'],
    [-0, '0'],
    [0.05, '0.05'],
    [-1.9, '-1.9'],
    [999.999, '999.999'],
    [1_000, '1000'],
    [2_147_483.647, '2147483.647'],
    [2_147_483.648, '2147483.648'],
    [233_794.866_5, '233794.8665'],
    [0.000_215, '0.000215'],
    [12.340_001, '12.340001'],
    [1_772_438_400_033, '1772438400033'],
    [1e-7, undefined],
    [1e21, undefined],
    [0.1 + 0.2, undefined],
    [Number.NaN, undefined],
    [-Infinity, undefined],
  ])('writes %d as %s', (value, text) => {
    expect(written(value)).toBe(text);
  });
});
