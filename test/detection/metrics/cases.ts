import type { AlertMark, Judged } from '../../../src/detection/metrics/judged.ts';
import type { TruthEvent } from '../../../src/telemetry/truth.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export function fault(given: Partial<TruthEvent> = {}): TruthEvent {
  const base = { event: 'e1', device: 'a', mode: 'wear', kind: 'fault', severity: 1 } as const;
  return { ...base, onset: DAY, functionalFailure: 2 * DAY, channels: ['vib'], ...given };
}

export function alert(from: number, given: Partial<AlertMark> = {}): AlertMark {
  return { device: 'a', from, to: from, source: 'cloud', ...given };
}

/** Four days of two devices. */
export function judged(given: Partial<Judged> = {}): Judged {
  return { devices: ['a', 'b'], from: 0, to: 4 * DAY, truth: [], alerts: [], ...given };
}

/** A fault of six hours at the start of each of these days. */
export function dailyFaults(days: readonly number[]): TruthEvent[] {
  return [...new Set(days)].map((day) => {
    const end = day * DAY + 6 * HOUR;
    return fault({ event: `e${day}`, onset: day * DAY, functionalFailure: end, repaired: end });
  });
}
