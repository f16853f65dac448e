/**
 * Normal behaviour of one channel: what its value should be, given the operating point, and how far
 * from that it usually is. The expected value is an online ridge regression on the metrics the
 * channel is `given` (without any: its mean), kept as weighted moments that are slowly forgotten and
 * solved when asked. Normal-behaviour models are the standard of wind SCADA monitoring: see Tautz-Weinert
 * and Watson, "Using SCADA data for wind turbine condition monitoring", IET Renew. Power Gener. 2017.
 *
 * Plain data, so that a snapshot is its JSON.
 */
export interface NormalBehaviour {
  /** Regressors and the intercept before them. */
  readonly size: number;
  /** First values seen: moments are taken about them, which keeps them well scaled. */
  origin: number[];
  /** Weighted sums of products of (1, regressors…, value), row by row. */
  readonly moments: number[];
  /** Weighted sum of squared residuals, large ones cut, and of the weights. */
  squares: number;
  weight: number;
  lastTs: number;
}

export interface NormalBehaviourOptions {
  /** Readings closer than this tell little new: a reading weighs its share of it. ms */
  readonly correlationMs: number;
  /** Time after which a reading's weight has fallen to 1/e. ms */
  readonly memoryMs: number;
  /** Shrinks coefficients, in readings' weight and units of standard deviation. */
  readonly ridge: number;
  /** Spread below this share of the expected value's magnitude is not believed. */
  readonly spreadFloorShare: number;
  /**
   * An operating point with more than this many times the average leverage is new: it is learned from,
   * not judged.
   */
  readonly noveltyMax?: number;
}

export interface Deviation {
  expected: number;
  /** Residual in units of its usual size, model uncertainty included. */
  z: number;
  spread: number;
}

/** A residual counts at most this many times its usual size when the usual size is learned. */
const RESIDUAL_CUT = 3;
/** But never below this share of the value's own spread, or a spread learned too small stays so. */
const CUT_MIN_SHARE = 0.3;
/** Weight of the very first reading, and least weight of any, in readings. */
const WEIGHT_MIN = 0.01;
/** A spread cannot be smaller than this, whatever the value. */
const SPREAD_MIN = 1e-9;

export function createNormalBehaviour(givenCount: number): NormalBehaviour {
  const size = 1 + givenCount;
  return {
    size,
    origin: [],
    moments: Array.from({ length: (size + 1) * (size + 1) }, () => 0),
    squares: 0,
    weight: 0,
    lastTs: 0,
  };
}

/** Expected value and deviation of `value` at the operating point `given`. */
export function deviationOf(
  model: NormalBehaviour,
  reading: { readonly value: number; readonly given: readonly number[] },
  options: NormalBehaviourOptions,
): Deviation {
  if (model.weight === 0) return { expected: reading.value, z: 0, spread: 0 };
  const { size, moments, origin } = model;
  const count = size - 1;
  const weight = moments[0] as number;
  const { means, scales, factor } = standardise(model, options.ridge);
  const target = new Float64Array(count);
  const influence = new Float64Array(count);
  for (let j = 0; j < count; j += 1) {
    const scale = scales[j + 1] as number;
    const mean = means[j + 1] as number;
    target[j] =
      ((moments[(j + 1) * (size + 1) + size] as number) - weight * mean * (means[size] as number)) /
      scale;
    influence[j] = ((reading.given[j] as number) - (origin[j] as number) - mean) / scale;
  }
  const standard = influence.slice();
  substitute(factor, target);
  substitute(factor, influence);
  let expected = (means[size] as number) + (origin[count] as number);
  let leverage = 1 / Math.max(weight, WEIGHT_MIN);
  for (let j = 0; j < count; j += 1) {
    expected += (target[j] as number) * (standard[j] as number);
    leverage += (influence[j] as number) * (standard[j] as number);
  }
  const usual = Math.sqrt(model.squares / model.weight);
  const floor = options.spreadFloorShare * Math.abs(expected) + SPREAD_MIN;
  const spread = Math.max(usual * Math.sqrt(1 + Math.max(leverage, 0)), floor);
  const novelty = (leverage * weight) / size;
  const z = novelty > (options.noveltyMax ?? Infinity) ? 0 : (reading.value - expected) / spread;
  return { expected, z, spread };
}

/** Learns one reading; the deviation is that found before. */
export function learnNormal(
  model: NormalBehaviour,
  reading: {
    readonly ts: number;
    readonly value: number;
    readonly given: readonly number[];
    readonly deviation: Deviation;
  },
  options: NormalBehaviourOptions,
): void {
  const { size, moments } = model;
  if (model.origin.length === 0) {
    model.origin = [...reading.given, reading.value];
    model.lastTs = reading.ts;
  }
  const elapsed = Math.min(Math.max(reading.ts - model.lastTs, 0), options.correlationMs);
  const weight = Math.max(elapsed / options.correlationMs, WEIGHT_MIN);
  const kept = Math.exp(-(weight * options.correlationMs) / options.memoryMs);
  const row = new Float64Array(size + 1);
  row[0] = 1;
  for (let j = 1; j <= size; j += 1) {
    const value = j === size ? reading.value : (reading.given[j - 1] as number);
    row[j] = value - (model.origin[j - 1] as number);
  }
  for (let i = 0; i <= size; i += 1) {
    const factor = weight * (row[i] as number);
    for (let j = 0; j <= size; j += 1) {
      const at = i * (size + 1) + j;
      moments[at] = kept * (moments[at] as number) + factor * (row[j] as number);
    }
  }
  const { spread, expected } = reading.deviation;
  const most = Math.max(RESIDUAL_CUT * spread, CUT_MIN_SHARE * ownSpread(model));
  const cut = Math.min(Math.abs(reading.value - expected), most);
  model.squares = kept * model.squares + weight * cut * cut;
  model.weight = kept * model.weight + weight;
  model.lastTs = reading.ts;
}

/** Standard deviation of the values themselves. */
function ownSpread({ size, moments }: NormalBehaviour): number {
  const weight = moments[0] as number;
  const mean = (moments[size] as number) / weight;
  const square = (moments[(size + 1) * (size + 1) - 1] as number) / weight;
  return Math.sqrt(Math.max(square - mean * mean, 0));
}

/**
 * Means and standard deviations of regressors and value, and the Cholesky factor of the regressors'
 * weighted correlations: coefficients then are in standard deviations, which the ridge shrinks alike.
 * Flat arrays, because this runs for every reading and channel.
 */
function standardise({ size, moments }: NormalBehaviour, ridge: number) {
  const width = size + 1;
  const weight = moments[0] as number;
  const means = new Float64Array(width);
  const scales = new Float64Array(width);
  for (let j = 0; j < width; j += 1) {
    const mean = (moments[j] as number) / weight;
    const square = (moments[j * width + j] as number) / weight;
    means[j] = mean;
    scales[j] = Math.sqrt(Math.max(square - mean * mean, SPREAD_MIN ** 2));
  }
  const n = size - 1;
  const factor = new Float64Array(n * n);
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      const product = (moments[(i + 1) * width + j + 1] as number) / weight;
      const covariance = product - (means[i + 1] as number) * (means[j + 1] as number);
      let sum =
        (weight * covariance) / ((scales[i + 1] as number) * (scales[j + 1] as number)) +
        (i === j ? ridge : 0);
      for (let k = 0; k < j; k += 1) {
        sum -= (factor[i * n + k] as number) * (factor[j * n + k] as number);
      }
      factor[i * n + j] =
        i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / (factor[j * n + j] as number);
    }
  }
  return { means, scales, factor };
}

/** Solves L Lᵀ x = b in place. */
function substitute(l: Float64Array, x: Float64Array): void {
  const n = x.length;
  for (let i = 0; i < n; i += 1) {
    let value = x[i] as number;
    for (let k = 0; k < i; k += 1) value -= (l[i * n + k] as number) * (x[k] as number);
    x[i] = value / (l[i * n + i] as number);
  }
  for (let i = n - 1; i >= 0; i -= 1) {
    let value = x[i] as number;
    for (let k = i + 1; k < n; k += 1) value -= (l[k * n + i] as number) * (x[k] as number);
    x[i] = value / (l[i * n + i] as number);
  }
}
