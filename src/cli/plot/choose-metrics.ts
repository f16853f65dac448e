import { PmSimError } from '../../runtime/errors.ts';
import { didYouMean } from '../../runtime/near-match.ts';
import type { TruthEvent } from '../../telemetry/truth.ts';
import { chooseKeyMetrics } from '../tui/key-metrics.ts';

/** Values of each metric of one device, in order of time. */
export type Series = ReadonlyMap<string, readonly number[]>;

export interface ChooseOptions {
  /** Asked for by name; chosen when empty. */
  readonly wanted: readonly string[];
  /** The device that is shown first. */
  readonly shown: Series;
  /** The same device without its faults. */
  readonly twin: Series;
  readonly truth: readonly TruthEvent[];
  /** Most metrics that are chosen; what was asked for by name is never cut. */
  readonly limit: number;
}

/**
 * The metrics to draw: those asked for; else those that the faults move, most moved first, then what
 * the device is about. A metric that stands still, is noise or repeats another is not chosen.
 * @throws PmSimError `plot/unknown-metric`
 */
export function chooseMetrics(options: ChooseOptions): readonly string[] {
  const { wanted, shown, twin, truth, limit } = options;
  const names = [...shown.keys()];
  for (const metric of wanted) if (!shown.has(metric)) throw unknownMetric(metric, names);
  if (wanted.length > 0) return [...new Set(wanted)];
  const channels = [...new Set(truth.flatMap((event) => event.channels))].filter(
    (metric) => !CODE.test(metric),
  );
  const moved = channels
    .map((metric) => ({ metric, effect: effectOf(shown.get(metric), twin.get(metric)) }))
    .filter(({ effect }) => effect > 0)
    .toSorted((a, b) => b.effect - a.effect)
    .map(({ metric }) => metric);
  const key = chooseKeyMetrics(names);
  const telling = key === undefined ? names : [key.primary, ...key.others, ...names];
  const first = moved
    .filter((metric, i) => !repeats(metric, moved.slice(0, i), shown))
    .slice(0, Math.max(1, limit - 1));
  const rest = [...new Set([...telling, ...channels])].filter((metric) => !first.includes(metric));
  const chosen = [...first, ...lively(rest, first, shown)].slice(0, limit);
  const wanting = Math.max(0, Math.min(limit, PANELS_MIN) - chosen.length);
  return [...chosen, ...rest.filter((metric) => !chosen.includes(metric)).slice(0, wanting)];
}

/** A number that stands for a word; the height of its line means nothing. */
const CODE = /(?:^|_)code$/u;

/** Fewer charts than these are filled up with what else the device is about. */
const PANELS_MIN = 3;

/** Those that follow something slower than the sensor's noise and do not repeat one before them. */
function lively(
  metrics: readonly string[],
  before: readonly string[],
  series: Series,
): readonly string[] {
  const values = (metric: string): readonly number[] => series.get(metric) ?? [];
  const kept: string[] = [];
  for (const metric of metrics) {
    const own = values(metric);
    const isStair = new Set(own).size < DISTINCT_MIN;
    const isNoise = Math.abs(correlation(own, own.slice(1))) < MEMORY_MIN;
    if (!isStair && !isNoise && !repeats(metric, [...before, ...kept], series)) kept.push(metric);
  }
  return kept;
}

/** Whether a metric draws the line of one of the others. */
function repeats(metric: string, others: readonly string[], series: Series): boolean {
  const own = series.get(metric) ?? [];
  return others.some((other) => Math.abs(correlation(own, series.get(other) ?? [])) > LIKENESS_MAX);
}

/** Different values of a metric below which it is a code, a counter or a stair of its resolution. Judgement. */
const DISTINCT_MIN = 12;
/** Correlation of neighbouring values below which a metric is noise. Judgement. */
const MEMORY_MIN = 0.3;
/** Correlation of two metrics from which they draw the same line. Judgement. */
const LIKENESS_MAX = 0.97;

/** Pearson's, over the instants at which both have a value; 0 where one stands still. */
function correlation(a: readonly number[], b: readonly number[]): number {
  const pairs = a
    .slice(0, b.length)
    .map((x, i) => ({ x, y: b[i] ?? Number.NaN }))
    .filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  const mean = (of: (pair: { x: number; y: number }) => number): number =>
    pairs.reduce((sum, pair) => sum + of(pair), 0) / Math.max(1, pairs.length);
  const [mx, my] = [mean(({ x }) => x), mean(({ y }) => y)];
  const xy = mean(({ x, y }) => (x - mx) * (y - my));
  const xx = mean(({ x }) => (x - mx) ** 2);
  const yy = mean(({ y }) => (y - my) ** 2);
  return xx * yy === 0 ? 0 : xy / Math.sqrt(xx * yy);
}

function unknownMetric(metric: string, names: readonly string[]): PmSimError {
  return new PmSimError(
    'plot/unknown-metric',
    `The devices have no metric "${metric}".${didYouMean(metric, names)}`,
    { hint: `They measure ${names.join(', ')}.` },
  );
}

/** Largest mean shift over a tenth of the span, in standard deviations of the healthy twin. */
function effectOf(sick: readonly number[] = [], healthy: readonly number[] = []): number {
  const window = Math.max(1, Math.floor(sick.length / 10));
  const scale = spreadOf(healthy);
  let sum = 0;
  let largest = 0;
  const shifts = sick.map((value, i) => difference(value, healthy[i]));
  for (const [i, shift] of shifts.entries()) {
    sum += shift - (shifts[i - window] ?? 0);
    if (i >= window - 1) largest = Math.max(largest, Math.abs(sum) / window);
  }
  return largest <= 1e-9 ? 0 : largest / scale;
}

function difference(a: number, b: number | undefined): number {
  const shift = a - (b ?? Number.NaN);
  return Number.isFinite(shift) ? shift : 0;
}

/** Standard deviation; of a metric that stands still a small share of its level, so that any move counts. */
function spreadOf(values: readonly number[]): number {
  const finite = values.filter((value) => Number.isFinite(value));
  if (finite.length === 0) return 1;
  const mean = finite.reduce((sum, value) => sum + value, 0) / finite.length;
  const square = finite.reduce((sum, value) => sum + (value - mean) ** 2, 0) / finite.length;
  return Math.max(Math.sqrt(square), 1e-3 * Math.abs(mean), 1e-9);
}
