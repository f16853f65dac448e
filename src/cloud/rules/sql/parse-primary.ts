import type { CastType, Expression } from './ast.ts';
import { describe, isSymbol, isWord, type Cursor } from './cursor.ts';
import type { Token } from './lexer.ts';

type ParseExpression = (cursor: Cursor) => Expression;

/** Words that are grammar and therefore no attribute names, except after a dot or AS. */
const RESERVED: ReadonlySet<string> = new Set(
  'SELECT FROM WHERE AS AND OR NOT IN CASE WHEN THEN ELSE END'.split(' '),
);

/** Reads a literal, name, call, CASE, parenthesis or nested query; `parse` reads what is inside. */
export function parsePrimary(cursor: Cursor, parse: ParseExpression): Expression {
  const token = cursor.peek();
  if (token.kind === 'number') return numberLiteral(cursor, 1);
  if (token.kind === 'word') return parseWord(cursor, parse);
  if (token.kind === 'variable') {
    cursor.next();
    return { kind: 'variable', name: token.text, at: token.at };
  }
  if (token.kind === 'symbol') return parseSymbol(cursor, parse);
  if (token.kind === 'end') {
    throw cursor.fail(token, 'the expression is missing or not finished.');
  }
  cursor.next();
  return { kind: 'literal', value: token.text, at: token.at };
}

function parseWord(cursor: Cursor, parse: ParseExpression): Expression {
  const token = cursor.next();
  const { at } = token;
  const word = token.text.toUpperCase();
  if (word === 'TRUE' || word === 'FALSE') return { kind: 'literal', value: word === 'TRUE', at };
  if (word === 'NULL') return { kind: 'literal', value: null, at };
  if (word === 'CASE') return parseCase(cursor, parse, token);
  if (RESERVED.has(word)) {
    throw cursor.fail(token, {
      text: `expected a value, found the keyword ${word}.`,
      hint: `An attribute of that name is read with get(*, "${token.text}").`,
    });
  }
  if (!isSymbol(cursor.peek(), '(')) return { kind: 'attribute', name: token.text, at };
  cursor.next();
  return word === 'CAST' ? parseCast(cursor, parse, at) : parseCall(cursor, parse, token);
}

function parseCall(cursor: Cursor, parse: ParseExpression, name: Token): Expression {
  const args = parseList(cursor, ')', () => {
    const star = cursor.peek();
    if (!cursor.takeSymbol('*')) return parse(cursor);
    return { kind: 'star', at: star.at } as const;
  });
  return { kind: 'call', name: name.text, args, at: name.at };
}

/** Keywords of `cast`, SQL version 2016-03-23 (developer guide, "Functions", cast). */
const CAST_TYPES: ReadonlyMap<string, CastType> = new Map([
  ...['STRING', 'NVARCHAR', 'TEXT', 'NTEXT', 'VARCHAR'].map((name) => [name, 'string'] as const),
  ...['INT', 'INTEGER'].map((name) => [name, 'int'] as const),
  ...['DECIMAL', 'DOUBLE'].map((name) => [name, 'decimal'] as const),
  ...['BOOL', 'BOOLEAN'].map((name) => [name, 'boolean'] as const),
]);

function parseCast(cursor: Cursor, parse: ParseExpression, at: number): Expression {
  const operand = parse(cursor);
  cursor.expectWord('AS');
  const token = cursor.next();
  const to = token.kind === 'word' ? CAST_TYPES.get(token.text.toUpperCase()) : undefined;
  if (to === undefined) {
    throw cursor.fail(token, {
      text: `${describe(token)} is not a type that cast knows.`,
      hint: 'Use String, Int, Decimal or Boolean.',
    });
  }
  cursor.expectSymbol(')');
  return { kind: 'cast', operand, to, at };
}

function parseCase(cursor: Cursor, parse: ParseExpression, start: Token): Expression {
  if (isWord(cursor.peek(), 'WHEN')) {
    throw cursor.fail(cursor.peek(), {
      text: 'CASE needs a value to compare: CASE value WHEN … THEN … END.',
      hint: 'For conditions write CASE (condition) WHEN true THEN … ELSE … END.',
    });
  }
  const subject = parse(cursor);
  const branches: { readonly when: Expression; readonly result: Expression }[] = [];
  do {
    cursor.expectWord('WHEN');
    const when = parse(cursor);
    cursor.expectWord('THEN');
    branches.push({ when, result: parse(cursor) });
  } while (isWord(cursor.peek(), 'WHEN'));
  const otherwise = cursor.takeWord('ELSE') ? parse(cursor) : undefined;
  cursor.expectWord('END');
  return { kind: 'case', subject, branches, otherwise, at: start.at };
}

function parseSymbol(cursor: Cursor, parse: ParseExpression): Expression {
  const { at, text } = cursor.peek();
  switch (text) {
    case '(':
      return parseParenthesis(cursor, parse);
    case '[':
      cursor.next();
      return { kind: 'array', items: parseList(cursor, ']', () => parse(cursor)), at };
    case '{':
      cursor.next();
      return { kind: 'object', entries: parseList(cursor, '}', () => entryOf(cursor, parse)), at };
    case '-':
      cursor.next();
      return numberLiteral(cursor, -1);
    case '*':
      throw cursor.fail(cursor.peek(), {
        text: '"*" stands for the message only in the SELECT list and as an argument of a function.',
      });
    default:
      throw cursor.fail(cursor.peek(), `expected a value, found ${describe(cursor.peek())}.`);
  }
}

function parseParenthesis(cursor: Cursor, parse: ParseExpression): Expression {
  const { at } = cursor.next();
  if (!isWord(cursor.peek(), 'SELECT')) {
    const inner = parse(cursor);
    cursor.expectSymbol(')');
    return inner;
  }
  const query = cursor.nested(() => cursor.parseNestedQuery(cursor));
  cursor.expectSymbol(')');
  return { kind: 'query', query, at };
}

function entryOf(cursor: Cursor, parse: ParseExpression): { key: string; value: Expression } {
  const token = cursor.next();
  if (token.kind !== 'string') {
    throw cursor.fail(token, `expected a quoted key, found ${describe(token)}.`);
  }
  cursor.expectSymbol(':');
  return { key: token.text, value: parse(cursor) };
}

function parseList<T>(cursor: Cursor, close: string, item: () => T): readonly T[] {
  const items: T[] = [];
  if (cursor.takeSymbol(close)) return items;
  do items.push(item());
  while (cursor.takeSymbol(','));
  cursor.expectSymbol(close);
  return items;
}

function numberLiteral(cursor: Cursor, sign: 1 | -1): Expression {
  const token = cursor.next();
  if (token.kind !== 'number') {
    throw cursor.fail(token, {
      text: 'a minus sign in front belongs to a number.',
      hint: 'Write 0 - value.',
    });
  }
  const value = sign * Number(token.text) + 0;
  const digits = token.text.replace(/e.*/i, '').replace('.', '').replace(/^0+/, '');
  if (!Number.isFinite(value) || digits.length > SIGNIFICANT_DIGITS_MAX) {
    throw cursor.fail(token, {
      code: 'rules/sql-unsupported',
      text: `this engine computes numbers of at most ${SIGNIFICANT_DIGITS_MAX} digits and 1.8E308.`,
    });
  }
  return { kind: 'literal', value, at: token.at };
}

/** Decimal digits that a double always keeps (IEEE 754 binary64). */
const SIGNIFICANT_DIGITS_MAX = 15;
