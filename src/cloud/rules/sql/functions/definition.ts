import type { RuleMessage } from '../../message.ts';
import { finite, toDecimal, type Value } from '../value.ts';

/** Computes one call. Wrong types give Undefined, never an exception. */
export type Apply = (args: readonly Value[], message: RuleMessage) => Value;

/** An argument that is a literal in the statement, or `undefined` where it is computed. */
export type LiteralArgument = { readonly value: Value } | undefined;

/** Something wrong with the literal arguments, found when the rule is compiled. */
export interface ArgumentFault {
  readonly text: string;
  readonly hint?: string;
}

export interface SqlFunction {
  readonly argsMin: number;
  readonly argsMax: number;
  /** Called once per place of use, so that a call may keep what it prepared. */
  readonly bind: () => Apply;
  readonly check?: (literals: readonly LiteralArgument[]) => ArgumentFault | undefined;
}

/** Names in lower case; the language takes them in any case. */
export type FunctionTable = Readonly<Record<string, SqlFunction>>;

export function fixed(args: number, apply: Apply): SqlFunction {
  return { argsMin: args, argsMax: args, bind: () => apply };
}

/** One number in, one number out; anything that is no number or has no real result is Undefined. */
export function ofDecimal(compute: (value: number) => number): SqlFunction {
  return fixed(1, ([value]) => {
    const decimal = toDecimal(value);
    return decimal === undefined ? undefined : finite(compute(decimal));
  });
}

/** Two numbers in, one out. */
export function ofDecimals(
  compute: (left: number, right: number) => number | undefined,
): SqlFunction {
  return fixed(2, ([left, right]) => {
    const a = toDecimal(left);
    const b = toDecimal(right);
    if (a === undefined || b === undefined) return undefined;
    const result = compute(a, b);
    return result === undefined ? undefined : finite(result);
  });
}
