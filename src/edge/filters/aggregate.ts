import { parseDuration } from '../../runtime/duration.ts';
import type { Reading } from '../../telemetry/reading.ts';
import type { AggregateConfig, AggregateFunction } from '../edge-config.ts';
import { DROP, type Before, type Filter } from '../filter.ts';

/**
 * One reading for each window of source time in place of those in it, as SCADA systems store ten
 * minutes: `power_kw_avg`, `power_kw_max`, … It carries the time at which the window began and goes
 * out with the first reading after it. An urgent reading goes out as it is, and counts in its window.
 */
export function createAggregate(name: string, config: AggregateConfig): Filter {
  const everyMs = parseDuration(config.every);
  const wanted = config.metrics === undefined ? undefined : new Set(config.metrics);
  let window: Window | undefined;

  const close = (): Before | undefined => {
    if (window === undefined) return undefined;
    const reading = summaryOf(window, config.functions);
    window = undefined;
    return { readings: [reading], made: true };
  };

  return {
    name,
    process(reading, urgent) {
      const start = Math.floor(reading.ts / everyMs) * everyMs;
      const before = window === undefined || window.start === start ? undefined : close();
      window ??= { start, first: reading, sums: new Map() };
      addTo(window, reading, wanted);
      const action = urgent ? 'pass' : 'drop';
      if (before !== undefined) return { action, before };
      return urgent ? { action } : DROP;
    },
    flush: close,
  };
}

interface Window {
  /** Ms since the epoch. */
  readonly start: number;
  readonly first: Reading;
  readonly sums: Map<string, Sums>;
}

interface Sums {
  count: number;
  /** Mean and sum of squared deviations from it: Welford, Technometrics 4, 1962. */
  mean: number;
  squares: number;
  min: number;
  max: number;
  last: number;
}

function addTo(window: Window, reading: Reading, wanted: ReadonlySet<string> | undefined): void {
  for (const [metric, value] of Object.entries(reading.metrics)) {
    if (wanted !== undefined && !wanted.has(metric)) continue;
    const sums = window.sums.get(metric);
    if (sums === undefined) {
      window.sums.set(metric, {
        count: 1,
        mean: value,
        squares: 0,
        min: value,
        max: value,
        last: value,
      });
      continue;
    }
    const off = value - sums.mean;
    sums.count += 1;
    sums.mean += off / sums.count;
    sums.squares += off * (value - sums.mean);
    sums.min = Math.min(sums.min, value);
    sums.max = Math.max(sums.max, value);
    sums.last = value;
  }
}

const VALUES: Readonly<Record<AggregateFunction, (sums: Sums) => number>> = {
  avg: ({ mean }) => mean,
  min: ({ min }) => min,
  max: ({ max }) => max,
  std: ({ squares, count }) => Math.sqrt(squares / count),
  last: ({ last }) => last,
  count: ({ count }) => count,
};

function summaryOf(
  { start, first, sums }: Window,
  functions: readonly AggregateFunction[],
): Reading {
  const metrics: Record<string, number> = {};
  for (const [metric, own] of sums) {
    for (const name of functions) metrics[`${metric}_${name}`] = VALUES[name](own);
  }
  return { ...first, ts: start, metrics };
}
