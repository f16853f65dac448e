import type { AlertMark, Interval } from './judged.ts';

/** EEMUA 191 counts alarms in windows of ten minutes, ms. */
const WINDOW_MS = 600_000;

/** More alarms than this of one device and channel within a minute chatter (after ISA-18.2). */
const CHATTER = { count: 3, withinMs: 60_000 };

export interface AlarmLoad {
  readonly alarms: number;
  /** Alarms of the whole fleet in ten minutes: most, and on average over the span. */
  readonly per10MinMax: number;
  readonly per10MinMean: number | null;
  /** Pairs of device and channel that chattered at least once. */
  readonly chattering: number;
}

/** How much an operator of the whole fleet is asked to look at. */
export function alarmLoad(span: Interval, alerts: readonly AlertMark[]): AlarmLoad {
  const windows = new Map<number, number>();
  const byPoint = new Map<string, number[]>();
  for (const { device, channel = '', from } of alerts) {
    const window = Math.floor((from - span.from) / WINDOW_MS);
    windows.set(window, (windows.get(window) ?? 0) + 1);
    const point = JSON.stringify([device, channel]);
    const times = byPoint.get(point);
    if (times === undefined) byPoint.set(point, [from]);
    else times.push(from);
  }
  const spanMs = span.to - span.from;
  return {
    alarms: alerts.length,
    per10MinMax: [...windows.values()].reduce((most, count) => Math.max(most, count), 0),
    per10MinMean: spanMs > 0 ? (alerts.length * WINDOW_MS) / spanMs : null,
    chattering: [...byPoint.values()].filter(chatters).length,
  };
}

function chatters(times: readonly number[]): boolean {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted.some((ts, i) => {
    const later = sorted[i + CHATTER.count];
    return later !== undefined && later - ts <= CHATTER.withinMs;
  });
}
