const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A mark on an axis. */
export interface Tick {
  readonly at: number;
  readonly text: string;
}

/** Distances between two marks of a time axis, ms. */
const TIME_STEPS_MS = [
  1_000, 5_000, 10_000, 30_000, MINUTE_MS, 5 * MINUTE_MS, 10 * MINUTE_MS, 30 * MINUTE_MS, HOUR_MS,
  2 * HOUR_MS, 3 * HOUR_MS, 4 * HOUR_MS, 6 * HOUR_MS, 12 * HOUR_MS, DAY_MS, 2 * DAY_MS, 5 * DAY_MS,
  10 * DAY_MS, 30 * DAY_MS, 90 * DAY_MS, 365 * DAY_MS,
] as const; // prettier-ignore

/** At most `limit` marks at round times, UTC. */
export function timeTicks(from: number, to: number, limit: number): readonly Tick[] {
  const step =
    TIME_STEPS_MS.find((size) => (to - from) / size <= limit) ?? Math.ceil((to - from) / limit);
  const ticks: Tick[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
    ticks.push({ at, text: timeText(at, step) });
  }
  return ticks;
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

/** `08:30`, at midnight and in long spans the day: `Tue 03`, and the date where months pass. */
function timeText(ts: number, stepMs: number): string {
  const date = new Date(ts);
  const iso = date.toISOString();
  if (stepMs > 2 * DAY_MS) return iso.slice(0, 10);
  if (ts % DAY_MS === 0) return `${WEEKDAYS[date.getUTCDay()]} ${iso.slice(8, 10)}`;
  return stepMs < MINUTE_MS ? iso.slice(11, 19) : iso.slice(11, 16);
}

/** About `count` marks at 1, 2 or 5 times a power of ten. */
export function valueTicks(min: number, max: number, count: number): readonly Tick[] {
  const rough = (max - min) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((n) => n * power).find((size) => size >= rough * 0.999) ?? rough;
  const ticks: Tick[] = [];
  for (let n = Math.ceil(min / step - 1e-9); n * step <= max + 1e-9 * step; n += 1) {
    ticks.push({ at: n * step, text: axisText(n * step, step) });
  }
  return ticks;
}

/** A value of an axis with as many digits as tell two marks `step` apart. */
export function axisText(value: number, step: number): string {
  const decimals = Math.min(6, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)));
  const text = value.toFixed(decimals);
  const plain = /^-0(\.0*)?$/u.test(text) ? text.slice(1) : text;
  return plain.replace(/^(-?\d+)(?=\.|$)/u, (whole) => whole.replaceAll(/\B(?=(\d{3})+$)/g, ','));
}
