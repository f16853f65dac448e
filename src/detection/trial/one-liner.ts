/** Rules that fit on a line, against which a data set has to be more than trivial. */
export const ONE_LINER_NAMES = ['median-mad', 'step', 'moving-std'] as const;
export type OneLinerName = (typeof ONE_LINER_NAMES)[number];

/** How far a value is off, in units of what was usual while the rule learned; 0 until it has. */
export type OneLiner = (value: number) => number;

/** Readings over which the moving standard deviation is taken; two hours of ten-minute records. */
const STD_READINGS = 12;
/** Median absolute deviation of a normal law is 1 / 1.4826 of its standard deviation. */
const MAD_TO_SIGMA = 1.4826;
const SCALE_MIN = 1e-9;

/**
 * |x − median| over the MAD, |Δx| over the usual step, or the moving standard deviation over its median
 * (Wu and Keogh, "Current time series anomaly detection benchmarks are flawed", IEEE TKDE 2021). What is
 * usual is that of the first readings, all taken for healthy, and stays so.
 * @param learnReadings readings that are learned from
 */
export function createOneLiner(name: OneLinerName, learnReadings: number): OneLiner {
  const feature = FEATURES[name]();
  const learned: number[] = [];
  let usual: { readonly centre: number; readonly scale: number } | undefined;
  return (value) => {
    const x = feature(value);
    if (x === undefined) return 0;
    if (usual !== undefined) return Math.abs(x - usual.centre) / usual.scale;
    learned.push(x);
    if (learned.length >= learnReadings) usual = usualOf(name, learned);
    return 0;
  };
}

const FEATURES: Readonly<Record<OneLinerName, () => (value: number) => number | undefined>> = {
  'median-mad': () => (value) => value,
  step() {
    let before: number | undefined;
    return (value) => {
      const step = before === undefined ? undefined : Math.abs(value - before);
      before = value;
      return step;
    };
  },
  'moving-std'() {
    const recent: number[] = [];
    return (value) => {
      recent.push(value);
      if (recent.length > STD_READINGS) recent.shift();
      return recent.length < STD_READINGS ? undefined : deviation(recent);
    };
  },
};

function usualOf(name: OneLinerName, learned: readonly number[]) {
  const middle = median(learned);
  if (name !== 'median-mad') return { centre: 0, scale: Math.max(middle, SCALE_MIN) };
  const mad = median(learned.map((x) => Math.abs(x - middle)));
  return { centre: middle, scale: Math.max(MAD_TO_SIGMA * mad, SCALE_MIN) };
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  return Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}
