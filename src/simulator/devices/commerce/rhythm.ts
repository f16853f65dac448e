const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Orders by hour of the customers' day, mean 1: asleep by night, an evening peak. Engineering judgement. */
const BY_HOUR = [
  0.42, 0.24, 0.14, 0.1, 0.1, 0.17, 0.38, 0.68, 0.95, 1.15, 1.25, 1.28, 1.32, 1.25, 1.18, 1.15,
  1.18, 1.25, 1.38, 1.6, 1.8, 1.75, 1.36, 0.92,
] as const;
const SUM = BY_HOUR.reduce((sum, weight) => sum + weight, 0);
const PEAK = (24 * Math.max(...BY_HOUR)) / SUM;

export interface Rhythm {
  /** Orders at an instant, times those of the mean instant of a working day. */
  at(ts: number): number;
  /** The most that `at` gives. */
  readonly peak: number;
}

/** How orders follow the clock and the week: straight between the middles of the hours. */
export function createRhythm(utcOffsetH: number, weekendFactor: number): Rhythm {
  return {
    peak: PEAK * Math.max(1, weekendFactor),
    at(ts) {
      const local = ts + utcOffsetH * HOUR_MS;
      const hour = (((local % DAY_MS) + DAY_MS) % DAY_MS) / HOUR_MS - 0.5;
      const before = Math.floor(hour);
      const low = BY_HOUR[(before + 24) % 24] ?? 1;
      const high = BY_HOUR[(before + 25) % 24] ?? 1;
      const share = (24 * (low + (hour - before) * (high - low))) / SUM;
      const weekend = new Date(local).getUTCDay() % 6 === 0;
      return weekend ? share * weekendFactor : share;
    },
  };
}
