import type { RuleMessage } from './message.ts';
import { compileExpression, type Evaluate } from './sql/compile-expression.ts';
import { NO_VARIABLES } from './sql/compile-variables.ts';
import { messageCompilation } from './sql/compile-select.ts';
import { parseTemplateExpression } from './sql/parse-statement.ts';
import { toText } from './sql/value.ts';

/** An action field with its `${…}` expressions compiled. */
export interface Template {
  readonly text: string;
  /** Whether every message gives the same text. */
  readonly isConstant: boolean;
  /**
   * The text for one message. Expressions read the original payload, never the SELECT's aliases;
   * Undefined and Null become the empty text (guide, "Substitution templates", "Data types").
   */
  render(message: RuleMessage): string;
  /** Whether an expression reads names of the payload, which must then be JSON. */
  readonly readsJson: boolean;
}

/**
 * Compiles a field that may hold `${expression}` any number of times.
 * @param variables of the rule's SET clause, which expressions may name.
 * @throws PmSimError with the position inside the field.
 */
export function compileTemplate(text: string, variables = NO_VARIABLES): Template {
  let readsJson = false;
  const compilation = messageCompilation({ text }, () => (readsJson = true), variables);
  const parts: (string | Evaluate)[] = [];
  let from = 0;
  for (;;) {
    const open = text.indexOf('${', from);
    parts.push(text.slice(from, open < 0 ? undefined : open));
    if (open < 0) break;
    const { expression, closesAt } = parseTemplateExpression(text, open + 2);
    parts.push(compileExpression(expression, compilation));
    from = closesAt + 1;
  }
  const isConstant = parts.length === 1;
  return {
    text,
    isConstant,
    readsJson,
    render: isConstant ? () => text : (message) => renderParts(parts, message),
  };
}

function renderParts(parts: readonly (string | Evaluate)[], message: RuleMessage): string {
  const parsed = message.json();
  const frame = { scope: parsed.isJson ? parsed.value : undefined, message };
  let text = '';
  for (const part of parts) text += typeof part === 'string' ? part : (toText(part(frame)) ?? '');
  return text;
}
