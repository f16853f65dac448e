/** Ranks 1 ... count with the weight rank^-exponent. */
export interface Zipf {
  /** The rank of a uniform number in [0, 1). */
  rankOf(uniform: number): number;
  /** Probability of a rank. */
  probability(rank: number): number;
}

export function createZipf(count: number, exponent: number): Zipf {
  const sums = new Float64Array(count);
  let sum = 0;
  for (let i = 0; i < count; i += 1) {
    sum += (i + 1) ** -exponent;
    sums[i] = sum;
  }
  return {
    rankOf: (uniform) => firstAbove(sums, uniform * sum) + 1,
    probability: (rank) => rank ** -exponent / sum,
  };
}

/** Index of the first of ascending sums that is above `value`. */
function firstAbove(sums: Float64Array, value: number): number {
  let low = 0;
  let high = sums.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sums[middle] as number) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
