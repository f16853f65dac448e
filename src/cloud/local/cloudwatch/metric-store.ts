import { AwsFault } from '../service.ts';

export interface Dimension {
  readonly name: string;
  readonly value: string;
}

/** Namespace, name and dimensions make a metric (CloudWatch user guide, "Metrics concepts"). */
export interface MetricName {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: readonly Dimension[];
}

/** What is kept of the values of a minute. */
export interface StatisticSet {
  readonly sum: number;
  readonly count: number;
  readonly min: number;
  readonly max: number;
}

export interface MetricStore {
  /** @param at ms since the epoch */
  add(metric: MetricName, values: StatisticSet, at: number): void;
  /** The values of `[from, from + length)`, ms; undefined when there are none. */
  within(metric: MetricName, from: number, length: number): StatisticSet | undefined;
  list(): readonly MetricName[];
}

export const MINUTE_MS = 60_000;
/** A day of minutes; AWS keeps them for 15 days. */
const MINUTES_MAX = 1_440;
const METRICS_MAX = 10_000;

interface Series {
  readonly metric: MetricName;
  readonly minutes: Map<number, StatisticSet>;
}

/** Metrics in memory, a statistic set a minute. */
export function createMetricStore(): MetricStore {
  const all = new Map<string, Series>();
  return {
    add(metric, values, at) {
      const minutes = minutesOf(all, metric);
      const minute = Math.floor(at / MINUTE_MS);
      minutes.set(minute, merged(minutes.get(minute), values));
      if (minutes.size > MINUTES_MAX) minutes.delete(Math.min(...minutes.keys()));
    },
    within(metric, from, length) {
      const minutes = all.get(keyOf(metric))?.minutes;
      if (minutes === undefined) return undefined;
      let whole: StatisticSet | undefined;
      const end = Math.ceil((from + length) / MINUTE_MS);
      for (let minute = Math.floor(from / MINUTE_MS); minute < end; minute += 1) {
        const values = minutes.get(minute);
        if (values !== undefined) whole = merged(whole, values);
      }
      return whole;
    },
    list: () => [...all.values()].map(({ metric }) => metric),
  };
}

export function single(value: number): StatisticSet {
  return { sum: value, count: 1, min: value, max: value };
}

function minutesOf(all: Map<string, Series>, metric: MetricName): Series['minutes'] {
  const key = keyOf(metric);
  const known = all.get(key);
  if (known !== undefined) return known.minutes;
  if (all.size >= METRICS_MAX) {
    throw new AwsFault('LimitExceededFault', `The local twin keeps ${METRICS_MAX} metrics.`);
  }
  const minutes = new Map<number, StatisticSet>();
  all.set(key, { metric, minutes });
  return minutes;
}

export function merged(a: StatisticSet | undefined, b: StatisticSet): StatisticSet {
  if (a === undefined) return b;
  return {
    sum: a.sum + b.sum,
    count: a.count + b.count,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
  };
}

/** Dimensions have no order. */
function keyOf({ namespace, name, dimensions }: MetricName): string {
  const pairs = dimensions.map((each) => JSON.stringify([each.name, each.value])).toSorted();
  return JSON.stringify([namespace, name, ...pairs]);
}
