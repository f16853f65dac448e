import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDecimals,
  divideDecimals,
  multiplyDecimals,
  remainderDecimals,
  subtractDecimals,
  truncateDecimal,
} from '../../../src/cloud/rules/sql/decimal.ts';

const number = fc.double({ noNaN: true, noDefaultInfinity: true });
const int = fc.maxSafeInteger();

describe('decimal arithmetic', () => {
  it.each([
    [addDecimals, 0.1, 0.2, 0.3],
    [addDecimals, 1.005, 2, 3.005],
    [subtractDecimals, 0.3, 0.1, 0.2],
    [multiplyDecimals, 1.1, 1.1, 1.21],
    [multiplyDecimals, 22.5, 1.8, 40.5],
    [remainderDecimals, 0.3, 0.1, 0],
    [remainderDecimals, -7.5, 2, -1.5],
    [divideDecimals, 7, 2, 3],
    [divideDecimals, -7, 2, -3],
    [divideDecimals, 7.5, 2, 3.75],
    [divideDecimals, 6e20, 3, 2e20],
    [truncateDecimal, 1.005, 2, 1],
    [truncateDecimal, 5e-324, 34, 0],
  ])('%o of %d and %d is %d', (compute, left, right, expected) => {
    expect(compute(left, right)).toBe(expected);
  });

  it.each([divideDecimals, remainderDecimals])('%o by zero is Undefined', (compute) => {
    expect(compute(1, 0)).toBeUndefined();
    expect(compute(0.5, 0)).toBeUndefined();
  });

  it('is Undefined beyond the doubles', () => {
    expect(multiplyDecimals(1e200, 1e200)).toBeUndefined();
    expect(addDecimals(Number.MAX_VALUE, Number.MAX_VALUE)).toBeUndefined();
  });

  it('agrees with big integers on whole numbers', () => {
    fc.assert(
      fc.property(int, int, (left, right) => {
        fc.pre(right !== 0);
        const [a, b] = [BigInt(left), BigInt(right)];
        expect(addDecimals(left, right)).toBe(Number(a + b));
        expect(multiplyDecimals(left, right)).toBe(Number(a * b));
        expect(divideDecimals(left, right)).toBe(Number(a / b));
        expect(remainderDecimals(left, right)).toBe(Number(a % b));
      }),
    );
  });

  it('is near the binary result for any two numbers', () => {
    fc.assert(
      fc.property(number, number, (left, right) => {
        fc.pre(Number.isFinite(left + right));
        const sum = addDecimals(left, right) ?? Number.NaN;
        const scale = Math.abs(left) + Math.abs(right);
        expect(Math.abs(sum - (left + right))).toBeLessThanOrEqual(scale * 5e-16 + 1e-322);
      }),
    );
  });
});
