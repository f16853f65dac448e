import type { NestedQuery } from './ast.ts';
import { tokenize, type Token } from './lexer.ts';
import { sqlError, type SqlFault, type SqlSource } from './sql-error.ts';

/** Deepest nesting of parentheses, literals, calls and queries; keeps the parser off the stack's end. */
const NESTING_DEPTH_MAX = 64;

/** The parser's place in the tokens. */
export interface Cursor {
  readonly source: SqlSource;
  peek(ahead?: number): Token;
  next(): Token;
  /** Takes the token if it is this symbol. */
  takeSymbol(symbol: string): boolean;
  /** Takes the token if it is this keyword, in any case of letters. */
  takeWord(keyword: string): boolean;
  expectSymbol(symbol: string): Token;
  expectWord(keyword: string): Token;
  fail(token: Token, fault: SqlFault | string): Error;
  /** Runs `parse` one level deeper and refuses to go below {@link NESTING_DEPTH_MAX}. */
  nested<T>(parse: () => T): T;
  /** The statement grammar, given from outside because the two grammars contain each other. */
  readonly parseNestedQuery: (cursor: Cursor) => NestedQuery;
}

export interface CursorOptions {
  readonly source: SqlSource;
  readonly parseNestedQuery: (cursor: Cursor) => NestedQuery;
  /** Begin of a template expression; the cursor then ends before its closing brace. */
  readonly templateFrom?: number;
}

export function createCursor(options: CursorOptions): Cursor {
  const { source, parseNestedQuery, templateFrom } = options;
  const tokens = tokenize(source, templateFrom ?? 0, templateFrom !== undefined);
  const last = tokens.at(-1) as Token;
  let index = 0;
  let depth = 0;
  const peek = (ahead = 0): Token => tokens[index + ahead] ?? last;
  const next = (): Token => {
    const token = peek();
    index += 1;
    return token;
  };
  const take = (matches: boolean): boolean => {
    if (matches) index += 1;
    return matches;
  };
  const fail: Cursor['fail'] = (token, fault) =>
    sqlError(source, token.at, typeof fault === 'string' ? { text: fault } : fault);
  const expect = (matches: boolean, wanted: string): Token => {
    if (!matches) throw fail(peek(), `expected ${wanted}, found ${describe(peek())}.`);
    return next();
  };
  return {
    source,
    peek,
    next,
    takeSymbol: (symbol) => take(isSymbol(peek(), symbol)),
    takeWord: (keyword) => take(isWord(peek(), keyword)),
    expectSymbol: (symbol) => expect(isSymbol(peek(), symbol), `"${symbol}"`),
    expectWord: (keyword) => expect(isWord(peek(), keyword), keyword),
    fail,
    nested(parse) {
      depth += 1;
      if (depth > NESTING_DEPTH_MAX) {
        throw fail(peek(), `nested deeper than ${NESTING_DEPTH_MAX} levels.`);
      }
      const result = parse();
      depth -= 1;
      return result;
    },
    parseNestedQuery,
  };
}

export function isSymbol(token: Token, symbol: string): boolean {
  return token.kind === 'symbol' && token.text === symbol;
}

export function isWord(token: Token, keyword: string): boolean {
  return token.kind === 'word' && token.text.toUpperCase() === keyword;
}

export function describe(token: Token): string {
  return token.kind === 'end' ? 'the end' : `"${token.text}"`;
}
