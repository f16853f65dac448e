/**
 * Nearest-rank quantile: always one of the values; null of none.
 * @param share 0 … 1
 */
export function quantile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}
