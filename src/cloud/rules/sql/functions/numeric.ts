import { remainderDecimals, truncateDecimal } from '../decimal.ts';
import { finite, roundHalfAway, toDecimal, toIntDown, type Value } from '../value.ts';
import {
  fixed,
  ofDecimal,
  ofDecimals,
  type FunctionTable,
  type SqlFunction,
} from './definition.ts';

const TRUNC_PLACES_MAX = 34;

/** Mathematical functions (developer guide, "Functions"; each name is a heading there). */
export const NUMERIC_FUNCTIONS: FunctionTable = {
  abs: ofDecimal(Math.abs),
  acos: ofDecimal(Math.acos),
  asin: ofDecimal(Math.asin),
  atan: ofDecimal(Math.atan),
  atan2: ofDecimals(Math.atan2),
  bitand: ofBits((left, right) => left & right),
  bitor: ofBits((left, right) => left | right),
  bitxor: ofBits((left, right) => left ^ right),
  bitnot: fixed(1, ([value]) => complement(value)),
  ceil: ofDecimal(Math.ceil),
  cos: ofDecimal(Math.cos),
  cosh: ofDecimal(Math.cosh),
  exp: ofDecimal(Math.exp),
  floor: ofDecimal(Math.floor),
  ln: ofDecimal(Math.log),
  log: ofDecimal(Math.log10),
  mod: ofDecimals(remainderDecimals),
  power: ofDecimals((base, exponent) => base ** exponent),
  rand: fixed(0, (_, message) => message.surroundings.random.next()),
  remainder: ofDecimals(remainderDecimals),
  round: ofDecimal(roundHalfAway),
  sign: ofDecimal(Math.sign),
  sin: ofDecimal(Math.sin),
  sinh: ofDecimal(Math.sinh),
  sqrt: ofDecimal(Math.sqrt),
  tan: ofDecimal(Math.tan),
  tanh: ofDecimal(Math.tanh),
  trunc: fixed(2, ([value, places]) => truncate(value, places)),
};

function truncate(value: Value, places: Value): Value {
  const decimal = toDecimal(value);
  if (decimal === undefined || typeof places !== 'number') return undefined;
  const bounded = Math.min(Math.max(Math.floor(places), 0), TRUNC_PLACES_MAX);
  return truncateDecimal(decimal, bounded);
}

/** Bits of whole numbers of any size, two's complement. */
function ofBits(join: (left: bigint, right: bigint) => bigint): SqlFunction {
  return fixed(2, ([left, right]) => {
    const a = toIntDown(left);
    const b = toIntDown(right);
    if (a === undefined || b === undefined) return undefined;
    return finite(Number(join(BigInt(a), BigInt(b))));
  });
}

/**
 * The guide's example is `bitnot(13)` = 2: the bits that the number has are inverted (1101 → 0010).
 * A negative number has no width of its own, so there the result is Undefined.
 */
function complement(value: Value): Value {
  const int = toIntDown(value);
  if (int === undefined || int < 0) return undefined;
  const bits = BigInt(int);
  const width = bits.toString(2).length;
  return finite(Number(((1n << BigInt(width)) - 1n) ^ bits));
}
