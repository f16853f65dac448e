/** Buckets of a factor 2^(1/8) each, from an eighth of a millisecond: 9 % wide, up to an hour. */
export const LAG_BUCKETS = 208;
const PER_DOUBLING = 8;
const FIRST_MS = 1 / 8;

/** Counts one lag, ms. */
export function countLag(buckets: Uint32Array, lagMs: number): void {
  const bucket = lagMs > 0 ? Math.floor(PER_DOUBLING * Math.log2(1 + lagMs / FIRST_MS)) : 0;
  const at = Math.min(LAG_BUCKETS - 1, bucket);
  buckets[at] = (buckets[at] as number) + 1;
}

/** The upper end of the bucket that the `share`-th part of all lags lies in, ms; null without any. */
export function lagPercentile(buckets: readonly Uint32Array[], share: number): number | null {
  const counts = Array.from({ length: LAG_BUCKETS }, (_, i) =>
    buckets.reduce((sum, one) => sum + (one[i] as number), 0),
  );
  const all = counts.reduce((sum, count) => sum + count, 0);
  if (all === 0) return null;
  let below = 0;
  const at = counts.findIndex((count) => (below += count) >= share * all);
  return (2 ** ((at + 1) / PER_DOUBLING) - 1) * FIRST_MS;
}
