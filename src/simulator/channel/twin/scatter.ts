/** Length of the mean about which a channel scatters, ms. */
const MEAN_MS = 3_600_000;
/** Fewest samples of that mean, and fewest from which a scatter is told. */
const SAMPLES_MIN = 12;

/** How much a healthy channel scatters by itself, learned from its past only. */
export interface Scatter {
  learn(value: number): void;
  /** Standard deviation of the channel about its mean of the last hour; infinite before it is known. */
  sigma(): number;
}

/** @param intervalMs time between two samples; the mean takes an hour or twelve samples, what is longer */
export function createScatter(intervalMs: number): Scatter {
  const window = new Float64Array(Math.max(SAMPLES_MIN, Math.ceil(MEAN_MS / intervalMs)));
  let count = 0;
  let sum = 0;
  let squares = 0;
  return {
    learn(value) {
      const at = count % window.length;
      if (count >= window.length) sum -= window[at] as number;
      window[at] = value;
      sum += value;
      count += 1;
      const off = value - sum / Math.min(count, window.length);
      squares += off * off;
    },
    sigma: () => (count < SAMPLES_MIN ? Infinity : Math.sqrt(squares / count)),
  };
}
