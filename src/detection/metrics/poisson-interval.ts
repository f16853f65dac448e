/** Halvings of the search interval: past the 53 bits of a double. */
const STEPS = 80;

/**
 * Exact two-sided interval of a Poisson mean (Garwood, Biometrika 28, 1936); the same as
 * chi-square quantiles divided by two.
 * @param count events seen
 * @param confidence such as 0.95
 */
export function poissonInterval(
  count: number,
  confidence = 0.95,
): { readonly low: number; readonly high: number } {
  const tail = (1 - confidence) / 2;
  const far = count + 10 * Math.sqrt(count + 1) + 20;
  return {
    low: count === 0 ? 0 : crossing(far, (mean) => atMost(count - 1, mean) < 1 - tail),
    high: crossing(far, (mean) => atMost(count, mean) < tail),
  };
}

/** Smallest mean up to `far` at which a monotone condition holds. */
function crossing(far: number, holds: (mean: number) => boolean): number {
  let low = 0;
  let high = far;
  for (let step = 0; step < STEPS; step += 1) {
    const middle = (low + high) / 2;
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** P(X ≤ count), terms in logarithms so that a large mean does not underflow. */
function atMost(count: number, mean: number): number {
  if (mean === 0) return 1;
  let logTerm = -mean;
  let sum = Math.exp(logTerm);
  for (let k = 1; k <= count; k += 1) {
    logTerm += Math.log(mean / k);
    sum += Math.exp(logTerm);
  }
  return Math.min(1, sum);
}
