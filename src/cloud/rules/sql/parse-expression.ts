import type { BinaryOperator, Expression } from './ast.ts';
import { describe, isSymbol, isWord, type Cursor } from './cursor.ts';
import type { Token } from './lexer.ts';
import { parsePrimary } from './parse-primary.ts';

/**
 * Reads one expression. The guide gives no precedence; this is that of SQL, loosest first: OR, AND,
 * NOT, one comparison or IN, `+ -`, `* / %`, and `.` last.
 */
export function parseExpression(cursor: Cursor): Expression {
  return cursor.nested(() => parseLevel(cursor, 0));
}

/** Left-associative operators from loose to tight; NOT and comparisons sit between them. */
const LEVELS: readonly ReadonlySet<string>[] = [
  new Set(['OR']),
  new Set(['AND']),
  new Set(['+', '-']),
  new Set(['*', '/', '%']),
];
const NOT_LEVEL = 2;

function parseLevel(cursor: Cursor, level: number): Expression {
  const operators = LEVELS[level];
  if (operators === undefined) return parsePostfix(cursor);
  const operand = (): Expression =>
    level + 1 === NOT_LEVEL ? parseNot(cursor) : parseLevel(cursor, level + 1);
  let left = operand();
  for (;;) {
    const token = cursor.peek();
    const operator = operatorOf(token, operators);
    if (operator === undefined) return left;
    cursor.next();
    left = { kind: 'binary', operator, left, right: operand(), at: token.at };
  }
}

function parseNot(cursor: Cursor): Expression {
  const token = cursor.peek();
  if (!cursor.takeWord('NOT')) return parseComparison(cursor);
  return { kind: 'not', operand: cursor.nested(() => parseNot(cursor)), at: token.at };
}

const COMPARISONS: ReadonlySet<string> = new Set(['=', '<>', '<', '<=', '>', '>=', 'IN']);

function parseComparison(cursor: Cursor): Expression {
  const left = parseLevel(cursor, NOT_LEVEL);
  const token = cursor.peek();
  refuseForeignOperator(cursor, token);
  const operator = operatorOf(token, COMPARISONS);
  if (operator === undefined) return left;
  cursor.next();
  refuseValueList(cursor, operator);
  const right = parseLevel(cursor, NOT_LEVEL);
  const following = cursor.peek();
  if (operatorOf(following, COMPARISONS) !== undefined) {
    throw cursor.fail(following, 'comparisons cannot be chained; join them with AND.');
  }
  return { kind: 'binary', operator, left, right, at: token.at };
}

function operatorOf(token: Token, among: ReadonlySet<string>): BinaryOperator | undefined {
  if (token.kind !== 'symbol' && token.kind !== 'word') return undefined;
  const text = token.text.toUpperCase();
  return among.has(text) ? (text as BinaryOperator) : undefined;
}

/** Operators of other SQL dialects, with what AWS IoT SQL offers instead. */
const FOREIGN: ReadonlyMap<string, string> = new Map([
  ['LIKE', 'Use regexp_matches, startswith, endswith or indexof.'],
  ['BETWEEN', 'Use two comparisons joined with AND.'],
  ['IS', 'Use isNull(value) or isUndefined(value).'],
  ['NOT', 'Write NOT in front: NOT value IN [a, b].'],
  ['ORDER', 'A rule sees one message; there is nothing to order.'],
  ['GROUP', 'A rule sees one message; there is nothing to group.'],
  ['LIMIT', 'A rule sees one message; there is nothing to limit.'],
  ['JOIN', 'A rule reads one topic filter; write a second rule.'],
]);

function refuseForeignOperator(cursor: Cursor, token: Token): void {
  const hint = token.kind === 'word' ? FOREIGN.get(token.text.toUpperCase()) : undefined;
  if (hint === undefined) return;
  throw cursor.fail(token, {
    text: `AWS IoT SQL has no ${token.text.toUpperCase()} here.`,
    hint,
  });
}

/** `x IN (a, b)` is ANSI; AWS compares with an array. */
function refuseValueList(cursor: Cursor, operator: BinaryOperator): void {
  const token = cursor.peek();
  if (operator !== 'IN' || !isSymbol(token, '(') || isWord(cursor.peek(1), 'SELECT')) return;
  throw cursor.fail(token, {
    text: 'IN takes an array, not a list in parentheses.',
    hint: 'Write value IN [a, b], or name an attribute that holds an array.',
  });
}

function parsePostfix(cursor: Cursor): Expression {
  let object = parsePrimary(cursor, parseExpression);
  for (;;) {
    const dot = cursor.peek();
    if (isSymbol(dot, '[')) {
      throw cursor.fail(dot, {
        text: 'arrays are not indexed with brackets.',
        hint: 'Use get(array, index), counted from 0.',
      });
    }
    if (!cursor.takeSymbol('.')) return object;
    object = { kind: 'member', object, name: memberName(cursor), at: dot.at };
  }
}

function memberName(cursor: Cursor): string {
  const token = cursor.next();
  if (token.kind === 'word') return token.text;
  throw cursor.fail(token, {
    text: `expected an attribute name after ".", found ${describe(token)}.`,
    hint: 'Names with other characters are read with get(object, "name").',
  });
}
