import { finite } from './value.ts';

/**
 * Arithmetic on what a number says rather than on its binary fraction: 0.1 + 0.2 is 0.3, as in the
 * decimals of 34 digits that AWS computes with (developer guide, "Data types"). Operands are read by
 * their shortest decimal text, computed exactly, and rounded once to a double.
 */
export function addDecimals(left: number, right: number): number | undefined {
  if (areSafe(left, right)) return left + right;
  const [a, b, exponent] = aligned(decimalOf(left), decimalOf(right));
  return numberOf({ digits: a + b, exponent });
}

export function subtractDecimals(left: number, right: number): number | undefined {
  return addDecimals(left, -right);
}

export function multiplyDecimals(left: number, right: number): number | undefined {
  if (areSafe(left, right) && Number.isSafeInteger(left * right)) return finite(left * right);
  const a = decimalOf(left);
  const b = decimalOf(right);
  return numberOf({ digits: a.digits * b.digits, exponent: a.exponent + b.exponent });
}

/** Division of two Ints is an Int: what is behind the point is cut off. By zero it is Undefined. */
export function divideDecimals(left: number, right: number): number | undefined {
  if (right === 0) return undefined;
  const whole = Number.isInteger(left) && Number.isInteger(right);
  if (whole)
    return finite(areSafe(left, right) ? Math.trunc(left / right) : wholeQuotient(left, right));
  return finite(left / right);
}

/** The remainder has the sign of the dividend; by zero it is Undefined. */
export function remainderDecimals(left: number, right: number): number | undefined {
  if (right === 0) return undefined;
  if (areSafe(left, right)) return finite(left % right);
  const [a, b, exponent] = aligned(decimalOf(left), decimalOf(right));
  return numberOf({ digits: a % b, exponent });
}

/** Cuts a number after `places` decimals, `places` from 0 to 34 (function `trunc`). */
export function truncateDecimal(value: number, places: number): number | undefined {
  const { digits, exponent } = decimalOf(value);
  if (-exponent <= places) return value;
  return numberOf({
    digits: digits / 10n ** BigInt(-exponent - places),
    exponent: -places,
  });
}

/** `digits * 10^exponent` */
interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

function decimalOf(value: number): Decimal {
  const [mantissa = '0', power = '0'] = String(value).split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  return { digits: BigInt(whole + fraction), exponent: Number(power) - fraction.length };
}

function numberOf(decimal: Decimal): number | undefined {
  return finite(Number(`${decimal.digits}e${decimal.exponent}`));
}

/** Both at the smaller exponent. Doubles span 632 powers of ten, so the shift is bounded. */
function aligned(left: Decimal, right: Decimal): readonly [bigint, bigint, number] {
  const exponent = Math.min(left.exponent, right.exponent);
  const shifted = (decimal: Decimal): bigint =>
    decimal.digits * 10n ** BigInt(decimal.exponent - exponent);
  return [shifted(left), shifted(right), exponent];
}

function wholeQuotient(left: number, right: number): number {
  return Number(BigInt(left) / BigInt(right));
}

/** Whole numbers small enough that sums and quotients of doubles are exact. */
function areSafe(left: number, right: number): boolean {
  return isSafe(left) && isSafe(right);
}

const SAFE_MAX = 2 ** 52;

function isSafe(value: number): boolean {
  return Number.isInteger(value) && value <= SAFE_MAX && value >= -SAFE_MAX;
}
