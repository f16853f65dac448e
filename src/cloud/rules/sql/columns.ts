import { PmSimError } from '../../../runtime/errors.ts';
import type { SelectItem } from './ast.ts';
import type { Evaluate } from './compile-expression.ts';
import { sqlError, type SqlSource } from './sql-error.ts';
import { isObject, type Value, type ValueObject } from './value.ts';

/** One column of a SELECT list; an empty path spreads the object that the value is. */
export interface Column {
  readonly path: readonly string[];
  readonly value: Evaluate;
}

type MutableObject = Record<string, Value>;

/**
 * Builds the object of a SELECT list. Columns are written in order, dotted aliases make nested
 * objects, and a column that is Undefined is left out.
 */
export function buildColumns(columns: readonly Column[]): Evaluate {
  return (frame) => {
    let out: MutableObject = {};
    for (const { path, value } of columns) {
      const result = value(frame);
      if (result === undefined) continue;
      if (path.length === 0) out = { ...out, ...spreadable(result) };
      else setPath(out, path, result);
    }
    return out;
  };
}

/** Two columns of one name, or one inside the other, would silently drop data: refused. */
export function refuseClashes(items: readonly SelectItem[], source: SqlSource): void {
  const seen: string[] = [];
  for (const { path, at } of items) {
    const name = `${path.join('.')}.`;
    const clash = seen.find((other) => name.startsWith(other) || other.startsWith(name));
    if (clash !== undefined && name !== '.') {
      throw sqlError(source, at, {
        text: `the output name ${name.slice(0, -1)} is written twice (also as ${clash.slice(0, -1)}).`,
        hint: 'Give one of the columns another name with AS.',
      });
    }
    if (name !== '.') seen.push(name);
  }
}

function spreadable(value: Value): ValueObject {
  if (isObject(value)) return value;
  throw new PmSimError('rules/evaluation', 'The payload is no JSON object, so "*" has no names.');
}

/** Copies the objects on the way: they may belong to the message, which other rules still read. */
function setPath(target: MutableObject, path: readonly string[], value: Value): void {
  const last = path.length - 1;
  let at = target;
  for (let i = 0; i < last; i += 1) {
    const name = path[i] as string;
    const inner = Object.hasOwn(at, name) ? at[name] : undefined;
    const copy: MutableObject = isObject(inner) ? { ...inner } : {};
    define(at, name, copy);
    at = copy;
  }
  define(at, path[last] as string, value);
}

/** Assignment to `__proto__` would set the prototype; everything else is a plain, faster write. */
function define(target: MutableObject, name: string, value: Value): void {
  if (name !== '__proto__') target[name] = value;
  else {
    Object.defineProperty(target, name, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
}
