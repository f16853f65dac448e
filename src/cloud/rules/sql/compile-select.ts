import type { NestedQuery, Selection } from './ast.ts';
import { buildColumns, refuseClashes } from './columns.ts';
import {
  compileExpression,
  type Compilation,
  type Evaluate,
  type Variables,
} from './compile-expression.ts';
import type { SqlSource } from './sql-error.ts';
import { isArray, isObject, type Value } from './value.ts';

/** A compilation at the level of the message. */
export function messageCompilation(
  source: SqlSource,
  onJsonRead: () => void,
  variables: Variables,
): Compilation {
  return { source, nested: false, onJsonRead, variables, compileQuery };
}

/** What a SELECT list or SELECT VALUE makes of its scope. */
export function compileSelection(selection: Selection, compilation: Compilation): Evaluate {
  if (isWholePayload(selection)) return (frame) => frame.scope;
  if (selection.kind === 'value') return compileExpression(selection.value, compilation);
  const { items } = selection;
  refuseClashes(items, compilation.source);
  return buildColumns(
    items.map(({ path, value }) => ({ path, value: compileExpression(value, compilation) })),
  );
}

/**
 * `SELECT *` and `SELECT VALUE *`, which also pass binary payloads; `*` beside other columns or under
 * a name needs JSON (guide, "Working with binary payloads").
 */
export function isWholePayload(selection: Selection): boolean {
  if (selection.kind === 'value') return selection.value.kind === 'star';
  const [only] = selection.items;
  return selection.items.length === 1 && only?.value.kind === 'star' && only.path.length === 0;
}

/**
 * A nested query over an array gives an array of what its elements select, over an object that one
 * result, over anything else Undefined (guide, "Nested object queries", and `transform`, example 3).
 */
function compileQuery(query: NestedQuery, compilation: Compilation): Evaluate {
  const from = compileExpression(query.from, compilation);
  const inner: Compilation = { ...compilation, nested: true };
  const select = compileSelection(query.selection, inner);
  const where = query.where === undefined ? undefined : compileExpression(query.where, inner);
  return (frame) => {
    const one = (scope: Value): Value => {
      const element = { scope, message: frame.message };
      return where === undefined || where(element) === true ? select(element) : undefined;
    };
    const scope = from(frame);
    if (isArray(scope)) return scope.map(one).filter((value) => value !== undefined);
    return isObject(scope) ? one(scope) : undefined;
  };
}
