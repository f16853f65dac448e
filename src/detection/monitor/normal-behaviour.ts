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
  const width = size + 1;
  const weight = moments[0] as number;
  const point = reading.given.map((g, j) => g - (origin[j] as number));
  // Centre and scale: coefficients then are in standard deviations, which the ridge shrinks alike.
  const means = Array.from({ length: width }, (_, j) => (moments[j] as number) / weight);
  const covariance = (i: number, j: number): number =>
    (moments[i * width + j] as number) / weight - (means[i] as number) * (means[j] as number);
  const scales = Array.from({ length: width }, (_, j) =>
    Math.sqrt(Math.max(covariance(j, j), SPREAD_MIN ** 2)),
  );
  const count = size - 1;
  const matrix: number[][] = [];
  for (let i = 1; i <= count; i += 1) {
    const row: number[] = [];
    for (let j = 1; j <= count; j += 1) {
      const correlation = covariance(i, j) / ((scales[i] as number) * (scales[j] as number));
      row.push(weight * correlation + (i === j ? options.ridge : 0));
    }
    matrix.push(row);
  }
  const target = Array.from(
    { length: count },
    (_, j) => (weight * covariance(j + 1, size)) / (scales[j + 1] as number),
  );
  const standard = point.map((p, j) => (p - (means[j + 1] as number)) / (scales[j + 1] as number));
  const [coefficients, influence] = solveTwo(matrix, target, standard);
  let expected = (means[size] as number) + (origin[count] as number);
  let leverage = 1 / Math.max(weight, WEIGHT_MIN);
  for (let j = 0; j < count; j += 1) {
    expected += (coefficients[j] as number) * (standard[j] as number);
    leverage += (influence[j] as number) * (standard[j] as number);
  }
  const usual = Math.sqrt(model.squares / model.weight);
  const floor = options.spreadFloorShare * Math.abs(expected) + SPREAD_MIN;
  const spread = Math.max(usual * Math.sqrt(1 + Math.max(leverage, 0)), floor);
  return { expected, z: (reading.value - expected) / spread, spread };
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
  const row = [1, ...reading.given, reading.value].map((v, j) =>
    j === 0 ? 1 : v - (model.origin[j - 1] as number),
  );
  for (let i = 0; i <= size; i += 1) {
    for (let j = 0; j <= size; j += 1) {
      const at = i * (size + 1) + j;
      moments[at] =
        kept * (moments[at] as number) + weight * (row[i] as number) * (row[j] as number);
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

/** Solves A x = b and A y = c for a small symmetric positive definite A, by Cholesky. */
function solveTwo(
  a: readonly (readonly number[])[],
  b: readonly number[],
  c: readonly number[],
): [number[], number[]] {
  const n = a.length;
  const l: number[][] = a.map((row) => row.map(() => 0));
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = (a[i] as number[])[j] as number;
      for (let k = 0; k < j; k += 1) sum -= cell(l, i, k) * cell(l, j, k);
      (l[i] as number[])[j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / cell(l, j, j);
    }
  }
  return [substitute(l, b), substitute(l, c)];
}

function substitute(l: readonly (readonly number[])[], b: readonly number[]): number[] {
  const n = l.length;
  const x = [...b];
  for (let i = 0; i < n; i += 1) {
    for (let k = 0; k < i; k += 1) x[i] = (x[i] as number) - cell(l, i, k) * (x[k] as number);
    x[i] = (x[i] as number) / cell(l, i, i);
  }
  for (let i = n - 1; i >= 0; i -= 1) {
    for (let k = i + 1; k < n; k += 1) x[i] = (x[i] as number) - cell(l, k, i) * (x[k] as number);
    x[i] = (x[i] as number) / cell(l, i, i);
  }
  return x;
}

function cell(matrix: readonly (readonly number[])[], i: number, j: number): number {
  return (matrix[i] as readonly number[])[j] as number;
}
