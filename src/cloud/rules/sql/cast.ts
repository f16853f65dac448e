import type { CastType } from './ast.ts';
import { toBoolean, toDecimal, toIntDown, toText, type Value } from './value.ts';

type Cast = (value: Value) => Value;

/** The casting rules of the developer guide, "Functions", cast. */
export function castTo(type: CastType): Cast {
  return CASTS[type];
}

const CASTS: Readonly<Record<CastType, Cast>> = {
  string: toText,
  int: (value) => (typeof value === 'boolean' ? Number(value) : toIntDown(value)),
  decimal: (value) => (typeof value === 'boolean' ? Number(value) : toDecimal(value)),
  boolean: (value) => (typeof value === 'number' ? value !== 0 : toBoolean(value)),
};
