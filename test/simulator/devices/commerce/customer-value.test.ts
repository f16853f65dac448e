import { describe, expect, it } from 'vitest';
import { customerValueScore } from '../../../../src/simulator/devices/commerce/customer-value.ts';
import { customerValueSection } from '../../../../src/simulator/devices/commerce/parameters.ts';

const PARAMETERS = customerValueSection.parse({});
const score = (
  recencyDays: number,
  orders: number,
  spendUsd: number,
  tenureDays = 365.25,
): number => customerValueScore({ recencyDays, orders, spendUsd, tenureDays }, PARAMETERS);

describe('customer_value_score', () => {
  it.each([
    ['a stranger', score(Number.POSITIVE_INFINITY, 0, 0, 0), 0],
    ['one who ordered a moment ago, once, for nothing', score(0, 0, 0), 0.3],
    ['a customer at every scale', score(60, 6, 500), 0.3 * Math.exp(-1) + 0.7 * (1 - Math.exp(-1))],
    ['the best there can be', score(0, 1e9, 1e9), 1],
  ])('of %s is %d', (_, value, expected) => {
    expect(value).toBeCloseTo(expected, 12);
  });

  it('counts orders and spending by the year, and no account as younger than one', () => {
    expect(score(10, 12, 1_000, 2 * 365.25)).toBeCloseTo(score(10, 6, 500), 12);
    expect(score(10, 1, 50, 3)).toBeCloseTo(score(10, 1, 50), 12);
  });

  it('falls with every day of silence and rises with every order', () => {
    expect(score(30, 5, 300)).toBeGreaterThan(score(31, 5, 300));
    expect(score(30, 6, 300)).toBeGreaterThan(score(30, 5, 300));
    expect(score(30, 5, 301)).toBeGreaterThan(score(30, 5, 300));
  });

  it('takes weights relative to their sum, and is nothing without any', () => {
    const one = { ...PARAMETERS, frequencyWeight: 0, monetaryWeight: 0 };
    const history = { recencyDays: 60, orders: 3, spendUsd: 9, tenureDays: 100 };
    expect(customerValueScore(history, one)).toBeCloseTo(Math.exp(-1), 12);
    expect(customerValueScore(history, { ...one, recencyWeight: 0 })).toBe(0);
  });
});
