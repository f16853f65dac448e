import type { BinaryOperator } from './ast.ts';
import {
  addDecimals,
  divideDecimals,
  multiplyDecimals,
  remainderDecimals,
  subtractDecimals,
} from './decimal.ts';
import { equals, isArray, toBoolean, toDecimal, toText, type Value } from './value.ts';

export type Operation = (left: Value, right: Value) => Value;

/** The truth tables of the developer guide, "Operators"; both operands are always evaluated. */
export const OPERATIONS: Readonly<Record<BinaryOperator, Operation>> = {
  AND: (left, right) => logical(left, right, (a, b) => a && b),
  OR: (left, right) => logical(left, right, (a, b) => a || b),
  '=': equals,
  '<>': (left, right) => not(equals(left, right)),
  '<': (left, right) => compare(left, right, (a, b) => a < b),
  '<=': (left, right) => compare(left, right, (a, b) => a <= b),
  '>': (left, right) => compare(left, right, (a, b) => a > b),
  '>=': (left, right) => compare(left, right, (a, b) => a >= b),
  IN: isAmong,
  '+': plus,
  '-': (left, right) => arithmetic(left, right, subtractDecimals),
  '*': (left, right) => arithmetic(left, right, multiplyDecimals),
  '/': (left, right) => arithmetic(left, right, divideDecimals),
  '%': (left, right) => arithmetic(left, right, remainderDecimals),
};

/** NOT: the opposite of what converts to Boolean, else Undefined. */
export function not(operand: Value): Value {
  const truth = toBoolean(operand);
  return truth === undefined ? undefined : !truth;
}

/** Arithmetic of two operands after conversion to Decimal; Undefined if either does not convert. */
function arithmetic(
  left: Value,
  right: Value,
  compute: (left: number, right: number) => number | undefined,
): number | undefined {
  const a = toDecimal(left);
  const b = toDecimal(right);
  return a === undefined || b === undefined ? undefined : compute(a, b);
}

function logical(left: Value, right: Value, join: (a: boolean, b: boolean) => boolean): Value {
  const a = toBoolean(left);
  const b = toBoolean(right);
  return a === undefined || b === undefined ? undefined : join(a, b);
}

function compare(left: Value, right: Value, test: (a: number, b: number) => boolean): Value {
  const a = toDecimal(left);
  const b = toDecimal(right);
  return a === undefined || b === undefined ? undefined : test(a, b);
}

/** With a String on either side `+` joins texts, otherwise it adds numbers. */
function plus(left: Value, right: Value): Value {
  if (typeof left === 'string' || typeof right === 'string') {
    const a = toText(left);
    const b = toText(right);
    return a === undefined || b === undefined ? undefined : a + b;
  }
  return arithmetic(left, right, addDecimals);
}

function isAmong(left: Value, right: Value): Value {
  if (left === undefined || !isArray(right)) return undefined;
  return right.some((item) => equals(left, item) === true);
}
