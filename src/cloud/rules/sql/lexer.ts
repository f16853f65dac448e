import { sqlError, type SqlSource } from './sql-error.ts';

type TokenKind = 'word' | 'variable' | 'number' | 'string' | 'symbol' | 'end';

/** One word of the statement. `text` is the word as typed, the string without quotes, the symbol. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  /** 0-based offset in the source. */
  readonly at: number;
  /** Offset of the first character after it. */
  readonly end: number;
  /** Quote character of a string: the FROM clause takes single quotes only. */
  readonly quote?: string;
}

const NUMBER = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /[A-Za-z_][A-Za-z0-9_]*/y;
const VARIABLE = /@[A-Za-z0-9_]+/y;
const SYMBOL = /<>|<=|>=|[=<>+\-*/%(),.[\]{}:]/y;
const SPACE = /[ \t\r\n]+/y;

/** Most words and symbols in a statement; bounds the depth of chains such as `a + b + c …`. */
const TOKENS_MAX = 4000;

/**
 * Splits a statement, or the expression inside `${…}`, into tokens. Strings are in single or double
 * quotes; a doubled quote is the quote itself, a backslash is an ordinary character.
 * @param from offset to begin at.
 * @param untilBrace stop before the `}` that closes a template expression.
 * @throws PmSimError `rules/sql-syntax` or `rules/sql-unsupported` with line and column.
 */
export function tokenize(source: SqlSource, from = 0, untilBrace = false): readonly Token[] {
  const tokens: Token[] = [];
  let at = skipSpace(source.text, from);
  let depth = 0;
  while (at < source.text.length) {
    const token = tokenAt(source, at);
    if (token.kind === 'symbol') depth += token.text === '{' ? 1 : token.text === '}' ? -1 : 0;
    if (untilBrace && depth < 0) break;
    if (tokens.length >= TOKENS_MAX) {
      throw sqlError(source, token.at, { text: `longer than ${TOKENS_MAX} words and symbols.` });
    }
    tokens.push(token);
    at = skipSpace(source.text, token.end);
  }
  tokens.push({ kind: 'end', text: '', at, end: at });
  return tokens;
}

function tokenAt(source: SqlSource, at: number): Token {
  const { text } = source;
  const first = text.charAt(at);
  if (first === "'" || first === '"') return stringAt(source, at, first);
  refuseComment(source, at);
  const number = match(NUMBER, text, at);
  if (number !== undefined) return numberAt(source, at, number);
  const word = match(WORD, text, at);
  if (word !== undefined) return { kind: 'word', text: word, at, end: at + word.length };
  const variable = match(VARIABLE, text, at);
  if (variable !== undefined) {
    return { kind: 'variable', text: variable.slice(1), at, end: at + variable.length };
  }
  const symbol = match(SYMBOL, text, at);
  if (symbol !== undefined) return { kind: 'symbol', text: symbol, at, end: at + symbol.length };
  throw sqlError(source, at, {
    text: `the character "${String.fromCodePoint(text.codePointAt(at) ?? 0)}" has no meaning here.`,
    ...HINTS.get(first),
  });
}

const HINTS: ReadonlyMap<string, { readonly hint: string }> = new Map([
  ['$', { hint: 'Write the expression itself; ${…} belongs into the fields of actions.' }],
  ['!', { hint: 'Not equal is written <>.' }],
  [';', { hint: 'A rule is one statement without a semicolon.' }],
  ['@', { hint: 'A variable is @ and letters, digits or underscores.' }],
  ['–', { hint: 'Use the ASCII minus sign.' }],
  ['`', { hint: 'Read an attribute with an unusual name with get(*, "name").' }],
]);

function stringAt(source: SqlSource, at: number, quote: string): Token {
  let text = '';
  let from = at + 1;
  for (;;) {
    const to = source.text.indexOf(quote, from);
    if (to < 0) {
      throw sqlError(source, at, { text: `the string is not closed; expected ${quote}.` });
    }
    text += source.text.slice(from, to);
    if (source.text.charAt(to + 1) !== quote) {
      return { kind: 'string', text, at, end: to + 1, quote };
    }
    text += quote;
    from = to + 2;
  }
}

function numberAt(source: SqlSource, at: number, text: string): Token {
  const end = at + text.length;
  if (match(WORD, source.text, end) !== undefined) {
    throw sqlError(source, at, {
      text: 'a name cannot begin with a digit.',
      hint: 'Read such an attribute with get(*, "name").',
    });
  }
  return { kind: 'number', text, at, end };
}

/** Comments are not part of AWS IoT SQL (developer guide, "AWS IoT SQL reference", note). */
function refuseComment(source: SqlSource, at: number): void {
  if (COMMENT_STARTS.has(source.text.slice(at, at + 2))) {
    throw sqlError(source, at, {
      code: 'rules/sql-unsupported',
      text: 'AWS IoT SQL has no comments.',
      hint: 'Take the comment out; a rule has a description field.',
    });
  }
}

const COMMENT_STARTS: ReadonlySet<string> = new Set(['--', '/*', '//']);

function skipSpace(text: string, at: number): number {
  return at + (match(SPACE, text, at)?.length ?? 0);
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
