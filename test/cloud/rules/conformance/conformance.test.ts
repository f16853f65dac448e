import { describe, expect, it } from 'vitest';
import { compileSql, type Selected } from '../../../../src/cloud/rules/compile-sql.ts';
import { compileTemplate } from '../../../../src/cloud/rules/templates.ts';
import { ruleMessage } from '../rule-message.ts';
import { REJECTED } from './case.ts';
import { NUMERIC_TABLES } from './functions-numeric.ts';
import { OTHER_TABLES } from './functions-other.ts';
import { TEXT_TABLES } from './functions-text.ts';
import { CONVERSION_TABLES, OPERATOR_TABLES } from './operators.ts';
import { STATEMENTS } from './statements.ts';
import { TEMPLATE_PAYLOAD, TEMPLATE_TOPIC, TEMPLATES, UNSUPPORTED_CALLS } from './templates.ts';

const TABLES = [
  ...OPERATOR_TABLES,
  ...CONVERSION_TABLES,
  ...NUMERIC_TABLES,
  ...TEXT_TABLES,
  ...OTHER_TABLES,
];

function run(sql: string, payload: unknown, topic?: string): Selected {
  return compileSql(sql).evaluate(ruleMessage(payload, topic));
}

/** The developer guide's tables and examples, restated. Facts come from the page each case names. */
describe.each(TABLES)('$page: $about', ({ payload, cases }) => {
  it.each(cases)('%s gives %j', (expression, gives) => {
    const selected = run(`SELECT VALUE ${expression} FROM '#'`, payload ?? {});
    expect(selected).toStrictEqual({ kind: 'json', value: gives });
  });
});

describe.each(STATEMENTS)('$page: $about: $sql', ({ sql, payload, topic, gives }) => {
  it('gives what the page says', () => {
    const expected = gives === REJECTED ? { kind: 'rejected' } : { kind: 'json', value: gives };
    expect(run(sql, payload, topic)).toStrictEqual(expected);
  });
});

describe.each(TEMPLATES)('$page: $about: $template', ({ template, gives }) => {
  it('gives what the page says', () => {
    const message = ruleMessage(TEMPLATE_PAYLOAD, TEMPLATE_TOPIC);
    expect(compileTemplate(template).render(message)).toBe(gives);
  });
});

describe('iot-sql-functions.md: what the engine has not', () => {
  it.each(UNSUPPORTED_CALLS)('%s is refused by name', (name, call) => {
    const refusal = expect.objectContaining({
      code: 'rules/sql-unsupported',
      message: expect.stringContaining(`${name} exists on AWS`),
    });
    expect(() => compileSql(`SELECT ${call} AS x FROM 'a'`)).toThrow(refusal);
    expect(() => compileTemplate(`\${${call}}`)).toThrow(refusal);
  });
});

it('restates more than 500 documented cases', () => {
  const inTables = TABLES.reduce((count, { cases }) => count + cases.length, 0);
  const others = STATEMENTS.length + TEMPLATES.length + UNSUPPORTED_CALLS.length;
  expect(inTables + others).toBeGreaterThan(500);
});
