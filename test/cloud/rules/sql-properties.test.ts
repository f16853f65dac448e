import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileSql } from '../../../src/cloud/rules/compile-sql.ts';
import { createRuleMessage } from '../../../src/cloud/rules/message.ts';
import { FUNCTION_NAMES } from '../../../src/cloud/rules/sql/functions/catalogue.ts';
import { compileTemplate } from '../../../src/cloud/rules/templates.ts';
import { PmSimError } from '../../../src/runtime/errors.ts';
import { ruleMessage } from './rule-message.ts';

const WORDS =
  'SELECT VALUE FROM WHERE AS AND OR NOT IN CASE WHEN THEN ELSE END NULL true a b.c topic get cast ' +
  "( ) [ ] { } , . * + - / % = <> < > <= >= : 1 2.5 1E9 'a/b' \"x\" '#' ${ } -- $ \\ ;";
const soup = fc
  .array(fc.constantFrom(...WORDS.split(' ')), { maxLength: 30 })
  .map((words) => words.join(' '));

/** Any text, lone surrogates too; fast-check's own unit takes half a second to set up. */
const anyText = fc
  .array(fc.nat({ max: 0x10ffff }), { maxLength: 60 })
  .map((codePoints) => String.fromCodePoint(...codePoints));

/** Whether it compiles or is refused with one of our errors; any other error is thrown on. */
function attempt(compile: () => void): 'done' | 'refused' {
  try {
    compile();
    return 'done';
  } catch (error) {
    if (!(error instanceof PmSimError)) throw error;
    return 'refused';
  }
}

const PATTERNS = [
  'a+',
  '(b)',
  '.',
  'yyyy-MM-dd',
  "EEEE 'at' HH:mm z",
  'base64',
  'enrichArray',
  'UTC',
];
const atom = fc.oneof(
  fc.constantFrom(
    'a',
    'b',
    'c.d',
    'missing',
    'NULL',
    'true',
    '0',
    '-2.5',
    '1E300',
    "'7'",
    "'base64'",
  ),
  fc.constantFrom(...PATTERNS).map((text) => `"${text}"`),
);
const operators = 'AND OR = <> < <= > >= IN + - * / %'.split(' ');

/** Expressions that are right in grammar and any nonsense in types. */
const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { depthSize: 'small' },
    atom,
    fc
      .tuple(tie('expression'), fc.constantFrom(...operators), tie('expression'))
      .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
    fc
      .tuple(fc.constantFrom(...FUNCTION_NAMES), fc.array(tie('expression'), { maxLength: 3 }))
      .map(([name, args]) => `${name}(${args.join(', ')})`),
    tie('expression').map((inner) => `(NOT ${inner})`),
    tie('expression').map((inner) => `cast(${inner} AS Int)`),
    fc.array(tie('expression'), { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
    tie('expression').map((inner) => `{'k': ${inner}}`),
    tie('expression').map((inner) => `(SELECT VALUE ${inner} FROM c WHERE ${inner})`),
    fc
      .tuple(tie('expression'), tie('expression'))
      .map(([subject, result]) => `CASE ${subject} WHEN a THEN ${result} ELSE b END`),
  ),
}));

const json = fc.jsonValue({ maxDepth: 2 });
/** Messages that mostly have the names which the expressions read. */
const payloadText = fc
  .oneof(
    fc.record({ a: json, b: json, c: fc.oneof(json, fc.array(fc.record({ a: json, d: json }))) }),
    json,
  )
  .map((value) => JSON.stringify(value));

describe('the parser', () => {
  it('throws nothing but its own errors on any text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(attempt(() => compileSql(text))).toBe('refused');
        attempt(() => compileTemplate(`\${${text}`));
      }),
    );
  });

  it('throws nothing but its own errors on any order of its words', () => {
    fc.assert(
      fc.property(soup, (text) => {
        expect(['done', 'refused']).toContain(attempt(() => compileSql(`SELECT ${text}`)));
        attempt(() => compileTemplate(`x\${${text}}`));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    '(',
    '[',
    "{'a': ",
    'NOT ',
    'upper(',
    '(SELECT VALUE ',
    'CASE ',
    '-',
    "'",
    '${',
    '1 + ',
    'a.',
    'a = a AND ',
  ])('does not exhaust the stack on very many of %j', (opening) => {
    expect(() => compileSql(`SELECT ${opening.repeat(5000)}`)).toThrow(PmSimError);
  });
});

describe('evaluation', () => {
  const { surroundings } = ruleMessage({});

  it('gives a value of JSON or Undefined for any expression over any message', () => {
    fc.assert(
      fc.property(expression, payloadText, (text, payload) => {
        attempt(() => {
          const sql = compileSql(`SELECT VALUE ${text} FROM 'a'`);
          const published = { topic: 'a', payload: Buffer.from(payload) };
          const selected = sql.evaluate(createRuleMessage(published, 'a', surroundings));
          expect(selected.kind).toBe('json');
          const { value } = selected as { readonly value: unknown };
          expect(JSON.parse(JSON.stringify({ value }))).toEqual(
            value === undefined ? {} : { value },
          );
        });
      }),
      { numRuns: 800 },
    );
  });

  it('never throws, whatever the bytes', () => {
    const sql = compileSql("SELECT *, a.b AS c FROM 'a' WHERE a <> 1");
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (payload) => {
        const message = createRuleMessage({ topic: 'a', payload }, 'a', surroundings);
        expect(['error', 'rejected', 'json']).toContain(sql.evaluate(message).kind);
      }),
    );
  });
});
