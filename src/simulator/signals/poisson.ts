import type { Random } from '../../runtime/random.ts';

/** Mean from which the normal approximation is closer than anybody can tell. */
const NORMAL_FROM = 60;

/** Poisson variate: the exponential gaps that fit into `mean`, or rounded normal for large means. */
export function poisson(mean: number, random: Random): number {
  if (mean >= NORMAL_FROM) {
    return Math.max(0, Math.round(mean + Math.sqrt(mean) * random.normal()));
  }
  let count = 0;
  for (let sum = random.exponential(); sum < mean; sum += random.exponential()) count += 1;
  return count;
}
