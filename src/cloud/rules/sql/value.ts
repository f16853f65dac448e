/**
 * A value of AWS IoT SQL: JSON, and `undefined` for the guide's Undefined, which every operator and
 * function takes and returns like any other value. Numbers are doubles; a whole number is an Int, as
 * SQL version 2016-03-23 has it (developer guide, "Data types" and `cast`).
 */
export type Value = null | boolean | number | string | ValueArray | ValueObject | undefined;
export type ValueArray = readonly Value[];
export interface ValueObject {
  readonly [key: string]: Value;
}

/** Strings that convert to a Decimal by themselves (developer guide, "Data types", conversions). */
const DECIMAL_TEXT = /^-?\d+(?:\.\d+)?(?:[eE]-?\d+)?$/;

/** Conversion to Decimal; Null gives Undefined, as every function that takes a number does. */
export function toDecimal(value: Value): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !DECIMAL_TEXT.test(value)) return undefined;
  return finite(Number(value));
}

/** Conversion to Int where no function says otherwise: Decimal to the nearest, String truncated. */
export function toInt(value: Value): number | undefined {
  const decimal = toDecimal(value);
  if (decimal === undefined) return undefined;
  return typeof value === 'string' ? Math.trunc(decimal) : roundHalfAway(decimal);
}

/** Conversion to Int for functions whose page says that the argument is rounded down. */
export function toIntDown(value: Value): number | undefined {
  const decimal = toDecimal(value);
  return decimal === undefined ? undefined : Math.floor(decimal);
}

/** Conversion to Boolean: booleans and the words true and false in any case of letters. */
export function toBoolean(value: Value): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string') return undefined;
  const word = value.toLowerCase();
  if (word === 'true') return true;
  return word === 'false' ? false : undefined;
}

/** Conversion to String; Null and Undefined give Undefined. */
export function toText(value: Value): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  return value === undefined || value === null ? undefined : JSON.stringify(value);
}

/** Ints in standard notation, Decimals possibly scientific with a capital E. */
function numberText(value: number): string {
  if (Number.isInteger(value)) {
    return Number.isSafeInteger(value) ? String(value) : BigInt(value).toString();
  }
  return String(value).replace('e', 'E');
}

/** Rounds to the nearest Int; halves go away from zero, so that -1.5 gives -2 (function `round`). */
export function roundHalfAway(value: number): number {
  return value < 0 ? -Math.round(-value) : Math.round(value);
}

/** Results that are no finite number are Undefined, as they have no form in JSON; nor has minus zero. */
export function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value + 0 : undefined;
}

export function isArray(value: Value): value is ValueArray {
  return Array.isArray(value);
}

export function isObject(value: Value): value is ValueObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The named member of an object; Undefined for anything else, also for what objects inherit. */
export function member(value: Value, name: string): Value {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/**
 * Equality of the `=` operator: Undefined with Undefined, different types are different, objects
 * compare without order, arrays with (developer guide, "Operators").
 */
export function equals(left: Value, right: Value): boolean | undefined {
  if (left === undefined || right === undefined) return undefined;
  return same(left, right);
}

function same(left: Value, right: Value): boolean {
  if (left === right) return true;
  if (isArray(left) && isArray(right)) return sameArrays(left, right);
  return isObject(left) && isObject(right) && sameObjects(left, right);
}

function sameArrays(left: ValueArray, right: ValueArray): boolean {
  return left.length === right.length && left.every((item, index) => same(item, right[index]));
}

function sameObjects(left: ValueObject, right: ValueObject): boolean {
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && same(left[key], right[key]))
  );
}
