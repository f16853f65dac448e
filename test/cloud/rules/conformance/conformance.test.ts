import { describe, expect, it } from 'vitest';
import { compileSql, type Selected } from '../../../../src/cloud/rules/compile-sql.ts';
import { ruleMessage } from '../rule-message.ts';
import { REJECTED } from './case.ts';
import { NUMERIC_TABLES } from './functions-numeric.ts';
import { OTHER_TABLES } from './functions-other.ts';
import { TEXT_TABLES } from './functions-text.ts';
import { CONVERSION_TABLES, OPERATOR_TABLES } from './operators.ts';
import { STATEMENTS } from './statements.ts';

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

it('restates at least 150 documented cases', () => {
  const cases = TABLES.reduce((count, table) => count + table.cases.length, STATEMENTS.length);
  expect(cases).toBeGreaterThanOrEqual(150);
});
