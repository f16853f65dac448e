import type { Assignment } from './ast.ts';
import { describe, type Cursor } from './cursor.ts';
import { parseExpression } from './parse-expression.ts';

/** Developer guide, "SET clause", limits. */
const VARIABLES_MAX = 10;
const NAME_CHARS_MAX = 64;

/** Reads `SET @name = expression, …`; each variable is set once, and only once may SET stand there. */
export function parseAssignments(cursor: Cursor): readonly Assignment[] {
  cursor.expectWord('SET');
  const assignments: Assignment[] = [];
  do {
    const token = cursor.peek();
    const assignment = parseAssignment(cursor);
    if (assignments.some(({ name }) => name === assignment.name)) {
      throw cursor.fail(token, `the variable @${assignment.name} is set twice.`);
    }
    if (assignments.length === VARIABLES_MAX) {
      throw cursor.fail(token, `a statement sets at most ${VARIABLES_MAX} variables.`);
    }
    assignments.push(assignment);
  } while (cursor.takeSymbol(','));
  return assignments;
}

function parseAssignment(cursor: Cursor): Assignment {
  const token = cursor.next();
  if (token.kind !== 'variable') {
    throw cursor.fail(token, {
      text: `expected a variable after SET, found ${describe(token)}.`,
      hint: 'For example SET @celsius = (fahrenheit - 32) * 5 / 9.',
    });
  }
  if (token.text.length > NAME_CHARS_MAX) {
    throw cursor.fail(token, `a variable's name has at most ${NAME_CHARS_MAX} characters.`);
  }
  cursor.expectSymbol('=');
  return { name: token.text, value: parseExpression(cursor), at: token.at };
}
