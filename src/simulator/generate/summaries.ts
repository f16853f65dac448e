import type { Reading } from '../../telemetry/reading.ts';

export interface SummaryOptions {
  /** First instant of the first window and end of the last, ms since the epoch. */
  readonly start: number;
  readonly end: number;
  /** Length of a window, ms. */
  readonly everyMs: number;
}

/**
 * Summarises what devices measured, as SCADA systems record it: one record of each device a window,
 * stamped with the window's end, so that none knows what is still to come. Windows without a reading
 * give no record, and the last one only when it is whole.
 */
export function* summarise(
  readings: Iterable<Reading>,
  { start, end, everyMs }: SummaryOptions,
): Generator<Reading> {
  const windows = new Map<string, Window>();
  let until = start + everyMs;
  for (const reading of readings) {
    if (reading.ts >= until) {
      yield* recordsOf(windows, until);
      until += Math.floor((reading.ts - until) / everyMs + 1) * everyMs;
    }
    const window = windows.get(reading.device);
    if (window === undefined) windows.set(reading.device, createWindow(reading));
    else addTo(window, reading);
  }
  if (until <= end) yield* recordsOf(windows, until);
}

/** What a window says of each metric: average, smallest, largest and (population) standard deviation. */
const PARTS = ['avg', 'min', 'max', 'std'] as const;
/** Of a direction only what does not depend on where its circle is cut. */
const CIRCLE_PARTS = ['avg', 'std'] as const;

/** Codes and counters: the last value counts, under its own name. */
const LAST = /(?:_code|_status|_version|_count|_kwh|^uptime_s|^reset_reason)$/u;
/** Amounts since the last reading: they add up, under their own name. */
const SUM = /^energy_consumption$/u;
/** Directions on the compass. */
const CIRCLE = /_dir_deg$/u;

/** The metrics of the records for those of the readings, in order. */
export function summaryMetrics(metrics: readonly string[]): readonly string[] {
  return metrics.flatMap((name) => {
    if (LAST.test(name) || SUM.test(name)) return [name];
    return (CIRCLE.test(name) ? CIRCLE_PARTS : PARTS).map((part) => `${name}_${part}`);
  });
}

/** One device's window; kept from window to window, with the order in which its metrics came. */
interface Window {
  latest: Reading;
  samples: number;
  /** Samples of quality `uncertain` or `bad`, and of these the bad ones. */
  doubtful: number;
  bad: number;
  readonly metrics: Map<string, Statistics>;
}

function createWindow(first: Reading): Window {
  const window = { latest: first, samples: 0, doubtful: 0, bad: 0, metrics: new Map() };
  addTo(window, first);
  return window;
}

function addTo(window: Window, reading: Reading): void {
  const { metrics, quality } = reading;
  const to = window;
  to.latest = reading;
  to.samples += 1;
  if (quality !== undefined) to.doubtful += 1;
  if (quality === 'bad') to.bad += 1;
  for (const name in metrics) {
    let statistics = to.metrics.get(name);
    if (statistics === undefined) {
      statistics = createStatistics(name);
      to.metrics.set(name, statistics);
    }
    statistics.add(metrics[name] as number);
  }
}

/** Records of all windows that saw something, in order of the devices' first readings. */
function* recordsOf(windows: ReadonlyMap<string, Window>, ts: number): Generator<Reading> {
  for (const window of windows.values()) {
    if (window.samples === 0) continue;
    const { latest, samples, doubtful, bad } = window;
    const { device, site, type, serial } = latest;
    const metrics: Record<string, number> = {};
    for (const statistics of window.metrics.values()) statistics.moveTo(metrics);
    const record = { device, site, type, serial, ts, metrics };
    if (bad === samples) yield { ...record, quality: 'bad' };
    else if (doubtful > 0) yield { ...record, quality: 'uncertain' };
    else yield record;
    window.samples = 0;
    window.doubtful = 0;
    window.bad = 0;
  }
}

interface Statistics {
  add(value: number): void;
  /** Writes what was gathered, if anything was, and begins anew. */
  moveTo(metrics: Record<string, number>): void;
}

function createStatistics(name: string): Statistics {
  if (LAST.test(name)) return lastValue(name);
  if (SUM.test(name)) return total(name);
  return CIRCLE.test(name) ? directions(name) : moments(name);
}

function lastValue(name: string): Statistics {
  let last: number | undefined;
  return {
    add(value) {
      last = value;
    },
    moveTo(metrics) {
      if (last !== undefined) metrics[name] = last;
      last = undefined;
    },
  };
}

function total(name: string): Statistics {
  let sum: number | undefined;
  return {
    add(value) {
      sum = (sum ?? 0) + value;
    },
    moveTo(metrics) {
      if (sum !== undefined) metrics[name] = sixDigits(sum);
      sum = undefined;
    },
  };
}

/** Sums are of the distance from the first value, which keeps their digits. */
function moments(name: string): Statistics {
  const names = PARTS.map((part) => `${name}_${part}`) as [string, string, string, string];
  let [n, first, sum, squares, min, max] = [0, 0, 0, 0, 0, 0];
  return {
    add(value) {
      if (n === 0) [first, sum, squares, min, max] = [value, 0, 0, value, value];
      n += 1;
      const distance = value - first;
      sum += distance;
      squares += distance * distance;
      if (value < min) min = value;
      if (value > max) max = value;
    },
    moveTo(metrics) {
      if (n === 0) return;
      const mean = sum / n;
      const [avg, low, high, std] = names;
      metrics[avg] = sixDigits(first + mean);
      metrics[low] = min;
      metrics[high] = max;
      metrics[std] = sixDigits(Math.sqrt(Math.max(0, squares / n - mean * mean)));
      n = 0;
    },
  };
}

const DEGREE = Math.PI / 180;

/** Mean and spread of angles after Mardia: 359 and 1 degree make 0, not 180. */
function directions(name: string): Statistics {
  const names = CIRCLE_PARTS.map((part) => `${name}_${part}`) as [string, string];
  let [n, east, north] = [0, 0, 0];
  return {
    add(value) {
      n += 1;
      east += Math.sin(value * DEGREE);
      north += Math.cos(value * DEGREE);
    },
    moveTo(metrics) {
      if (n === 0) return;
      const [avg, std] = names;
      const angle = sixDigits(Math.atan2(east, north) / DEGREE);
      const length = Math.min(1, Math.hypot(east, north) / n);
      metrics[avg] = angle < 0 ? sixDigits(angle + 360) % 360 : angle;
      metrics[std] = sixDigits(Math.sqrt(-2 * Math.log(Math.max(length, Number.EPSILON))) / DEGREE);
      [n, east, north] = [0, 0, 0];
    },
  };
}

/** Rounded to six significant digits: more than any sensor has, and half the bytes. */
function sixDigits(value: number): number {
  if (value === 0) return 0;
  const decimals = 5 - Math.floor(Math.log10(Math.abs(value)));
  if (decimals < 0) return Math.round(value / 10 ** -decimals) * 10 ** -decimals;
  const scale = 10 ** Math.min(decimals, DECIMALS_MAX);
  return Math.round(value * scale) / scale + 0;
}

/** Beyond, a figure is the rounding of sums. */
const DECIMALS_MAX = 9;
