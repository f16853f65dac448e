import { tabulate, type LookupTable } from './lookup-table.ts';

/** Normal scores beyond this are held; no year reaches them. */
const SCORE_MAX = 8;
const GRID_POINTS = 1_025;

/** Table from normal score to the quantile of a Weibull distribution of shape `k` and scale 1. */
export function weibullByNormalScore(k: number): LookupTable {
  const span = { from: -SCORE_MAX, to: SCORE_MAX, points: GRID_POINTS };
  return tabulate(span, (z) => (-Math.log(upperTail(z))) ** (1 / k));
}

/** Normal score of a value of the unit-scale Weibull distribution: the inverse of the table. */
export function normalScoreOf(value: number, table: LookupTable): number {
  let below = 0;
  while (below < GRID_POINTS - 1 && (table.values[below] as number) < value) below += 1;
  return table.from + below / table.density;
}

/**
 * 1 - Phi(z): the power series of the normal integral near the middle, Laplace's continued fraction
 * in the tail (Abramowitz and Stegun 26.2.11 and 26.2.14).
 */
export function upperTail(z: number): number {
  if (z < 0) return 1 - upperTail(-z);
  const density = Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
  return z < 3 ? 0.5 - density * oddSeries(z) : density / continuedFraction(z);
}

const TERMS = 60;

function oddSeries(z: number): number {
  let term = z;
  let sum = z;
  for (let n = 1; n < TERMS; n += 1) {
    term *= (z * z) / (2 * n + 1);
    sum += term;
  }
  return sum;
}

function continuedFraction(z: number): number {
  let value = z;
  for (let n = TERMS; n >= 1; n -= 1) value = z + n / value;
  return value;
}
