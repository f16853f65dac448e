import type { z } from 'zod';
import type { customerValueSection } from './parameters.ts';

type ValueParameters = z.output<typeof customerValueSection>;

/** What a shop knows of a customer at an instant. */
export interface CustomerHistory {
  /** Since the last order; infinite where there is none. */
  readonly recencyDays: number;
  readonly orders: number;
  readonly spendUsd: number;
  /** Age of the account, days. */
  readonly tenureDays: number;
}

const YEAR_DAYS = 365.25;

/**
 * `customer_value_score`, 0 ... 1: the weighted mean of recency exp(-days/recencyDays), frequency
 * 1 - exp(-orders a year/ordersPerYear) and spending 1 - exp(-dollars a year/spendPerYear). An account
 * younger than a year is judged as if it were a year old, so that one order makes nobody a regular.
 */
export function customerValueScore(history: CustomerHistory, parameters: ValueParameters): number {
  const { recencyWeight, frequencyWeight, monetaryWeight } = parameters;
  const years = Math.max(1, history.tenureDays / YEAR_DAYS);
  const recency = Math.exp(-history.recencyDays / parameters.recencyDays);
  const frequency = -Math.expm1(-history.orders / years / parameters.ordersPerYear);
  const monetary = -Math.expm1(-history.spendUsd / years / parameters.spendPerYearUsd);
  const sum = recencyWeight + frequencyWeight + monetaryWeight;
  if (sum === 0) return 0;
  return (recencyWeight * recency + frequencyWeight * frequency + monetaryWeight * monetary) / sum;
}
