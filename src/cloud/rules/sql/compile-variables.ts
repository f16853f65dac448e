import type { RuleMessage } from '../message.ts';
import type { Assignment } from './ast.ts';
import { compileExpression, type Variable, type Variables } from './compile-expression.ts';
import { messageCompilation } from './compile-select.ts';
import type { SqlSource } from './sql-error.ts';
import type { Value } from './value.ts';

/** The variables of a statement without SET. */
export const NO_VARIABLES: Variables = new Map();

/**
 * Compiles a SET clause. A variable sees those that were set before it, is evaluated at its first use
 * and keeps its value for the message, in the statement and in the templates of its actions alike
 * (developer guide, "SET clause": assigned once). Its limit of 128 KiB a value is not enforced.
 * @throws PmSimError with the position of what is unknown or refused.
 */
export function compileVariables(assignments: readonly Assignment[], source: SqlSource): Variables {
  const variables = new Map<string, Variable>();
  for (const { name, value } of assignments) {
    let readsJson = false;
    const compilation = messageCompilation(source, () => (readsJson = true), new Map(variables));
    const evaluate = compileExpression(value, compilation);
    const valueOf = oncePerMessage((message) => {
      const parsed = message.json();
      return evaluate({ scope: parsed.isJson ? parsed.value : undefined, message });
    });
    variables.set(name, { value: valueOf, readsJson });
  }
  return variables;
}

function oncePerMessage(evaluate: (message: RuleMessage) => Value): Variable['value'] {
  const known = new WeakMap<RuleMessage, { readonly value: Value }>();
  return (message) => {
    const found = known.get(message);
    if (found !== undefined) return found.value;
    const value = evaluate(message);
    known.set(message, { value });
    return value;
  };
}
