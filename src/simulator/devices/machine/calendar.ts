import type { FactorySiteParameters } from './site-parameters.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The epoch was a Thursday: days from Monday on. */
const EPOCH_WEEKDAY = 3;

/** Whether the shop works at an instant, and until when that holds, ms since the epoch. */
export interface ShiftNow {
  readonly working: boolean;
  readonly untilMs: number;
}

export function shiftAt(ts: number, { shifts }: FactorySiteParameters): ShiftNow {
  const local = ts + shifts.utcOffsetH * HOUR_MS;
  const day = Math.floor(local / DAY_MS);
  const midnight = ts - (local - day * DAY_MS);
  const next = midnight + DAY_MS;
  const start = midnight + shifts.startHour * HOUR_MS;
  const end = start + shifts.workedH * HOUR_MS;
  if ((day + EPOCH_WEEKDAY) % 7 >= shifts.daysPerWeek) return { working: false, untilMs: next };
  if (ts < start) return { working: false, untilMs: start };
  return ts < end ? { working: true, untilMs: end } : { working: false, untilMs: next };
}
