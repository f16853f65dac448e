import { parseAssignments } from './parse-assignments.ts';
import type { Expression, NestedQuery, SelectItem, Selection, Statement } from './ast.ts';
import { createCursor, describe, isSymbol, isWord, type Cursor } from './cursor.ts';
import type { Token } from './lexer.ts';
import { parseExpression } from './parse-expression.ts';

/** Longest statement, characters; AWS bounds a whole rule document at 256 KiB. */
const SQL_CHARS_MAX = 65_536;

/**
 * Reads a rule statement: an optional SET, SELECT, an optional FROM 'filter', an optional WHERE (developer guide,
 * "AWS IoT SQL reference").
 * @throws PmSimError with line and column.
 */
export function parseStatement(sql: string): Statement {
  const cursor = createCursor({ source: { text: sql }, parseNestedQuery });
  if (sql.length > SQL_CHARS_MAX) {
    throw cursor.fail(cursor.peek(), `the statement is longer than ${SQL_CHARS_MAX} characters.`);
  }
  const assignments = isWord(cursor.peek(), 'SET') ? parseAssignments(cursor) : [];
  const selection = parseSelection(cursor);
  const from = cursor.takeWord('FROM') ? topicFilterOf(cursor) : undefined;
  const where = cursor.takeWord('WHERE') ? parseExpression(cursor) : undefined;
  expectEnd(cursor);
  return { assignments, selection, from, where };
}

/** Reads the expression of a template; returns it and the offset of its closing brace. */
export function parseTemplateExpression(
  template: string,
  from: number,
): { readonly expression: Expression; readonly closesAt: number } {
  const cursor = createCursor({ source: { text: template }, parseNestedQuery, templateFrom: from });
  const expression = parseExpression(cursor);
  const closesAt = expectEnd(cursor).at;
  if (template.charAt(closesAt) === '}') return { expression, closesAt };
  throw cursor.fail(cursor.peek(), 'the template is not closed; expected "}".');
}

function parseNestedQuery(cursor: Cursor): NestedQuery {
  const selection = parseSelection(cursor);
  cursor.expectWord('FROM');
  const token = cursor.peek();
  const from = parseExpression(cursor);
  if (!isPath(from)) {
    throw cursor.fail(token, 'a nested query selects from an attribute, such as FROM a.b.');
  }
  const where = cursor.takeWord('WHERE') ? parseExpression(cursor) : undefined;
  return { selection, from, where };
}

function isPath(expression: Expression): boolean {
  if (expression.kind === 'member') return isPath(expression.object);
  return expression.kind === 'attribute' || expression.kind === 'variable';
}

function parseSelection(cursor: Cursor): Selection {
  cursor.expectWord('SELECT');
  if (isValueKeyword(cursor)) {
    cursor.next();
    return { kind: 'value', value: parseStar(cursor) ?? parseExpression(cursor) };
  }
  const items = [parseItem(cursor)];
  while (cursor.takeSymbol(',')) items.push(parseItem(cursor));
  return { kind: 'items', items };
}

/**
 * VALUE is also a common attribute name: it is the keyword when what follows begins a new
 * expression and cannot continue one.
 */
function isValueKeyword(cursor: Cursor): boolean {
  if (!isWord(cursor.peek(), 'VALUE')) return false;
  const following = cursor.peek(1);
  if (isSymbol(following, '*')) return endsSelection(cursor.peek(2));
  if (following.kind === 'symbol') return '([{'.includes(following.text);
  if (following.kind === 'word') return !CONTINUATIONS.has(following.text.toUpperCase());
  return following.kind !== 'end';
}

const CONTINUATIONS: ReadonlySet<string> = new Set(['FROM', 'WHERE', 'AS', 'IN', 'AND', 'OR']);

function endsSelection(token: Token): boolean {
  return (
    token.kind === 'end' || isSymbol(token, ')') || isWord(token, 'FROM') || isWord(token, 'WHERE')
  );
}

function parseStar(cursor: Cursor): Expression | undefined {
  const { at } = cursor.peek();
  return cursor.takeSymbol('*') ? { kind: 'star', at } : undefined;
}

function parseItem(cursor: Cursor): SelectItem {
  const start = cursor.peek();
  const value = parseStar(cursor) ?? parseExpression(cursor);
  if (cursor.takeWord('AS')) return { value, path: aliasOf(cursor), at: start.at };
  const path = defaultName(value);
  if (path === undefined) {
    throw cursor.fail(start, {
      text: 'this column has no name.',
      hint: 'Give it one with AS; the name that AWS would choose is not documented.',
    });
  }
  return { value, path, at: start.at };
}

function defaultName(value: Expression): readonly string[] | undefined {
  if (value.kind === 'star') return [];
  return value.kind === 'attribute' || value.kind === 'member' ? [value.name] : undefined;
}

function aliasOf(cursor: Cursor): readonly string[] {
  const path: string[] = [];
  do {
    const token = cursor.next();
    if (token.kind !== 'word') {
      throw cursor.fail(token, `expected a name after AS, found ${describe(token)}.`);
    }
    path.push(token.text);
  } while (cursor.takeSymbol('.'));
  return path;
}

function topicFilterOf(cursor: Cursor): { readonly text: string; readonly at: number } {
  const token = cursor.next();
  if (token.kind === 'string' && token.quote === "'") return { text: token.text, at: token.at };
  throw cursor.fail(token, {
    text: 'expected a topic filter in single quotes after FROM.',
    hint: "For example FROM 'dt/+/telemetry'.",
  });
}

function expectEnd(cursor: Cursor): Token {
  const token = cursor.peek();
  if (token.kind === 'end') return token;
  throw cursor.fail(token, `expected the end of the statement, found ${describe(token)}.`);
}
