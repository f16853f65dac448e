import type { MonitorChannel } from './monitor-options.ts';
import type { KeptReading, MonitorState } from './monitor-state.ts';
import type { MonitorSample } from './verdict.ts';

/** The reading as it is kept, its operating point and the recent past of that included. */
export function keep(state: MonitorState, sample: MonitorSample): KeptReading {
  const values = state.metrics.map((metric) => {
    const value = sample.values[metric];
    return value !== undefined && Number.isFinite(value) ? value : null;
  });
  return { ts: sample.ts, values, past: remember(state, values, sample.ts) };
}

/** Moves the averages of what channels with a lag are given on to this reading. */
function remember(
  state: MonitorState,
  values: KeptReading['values'],
  ts: number,
): readonly (readonly number[])[] {
  const { past, settings, lastTs } = state.memory;
  settings.channels.forEach(({ given = [], lagMs }, k) => {
    if (lagMs === undefined) return;
    const share = 1 - Math.exp(-Math.max(ts - lastTs, 0) / lagMs);
    const before = past[k] as number[];
    past[k] = given.map((metric, j) => {
      const value = values[state.metrics.indexOf(metric)] ?? null;
      const old = before[j] ?? value ?? 0;
      return value === null ? old : old + share * (value - old);
    });
  });
  return past.map((averages) => averages);
}

/** Whether the machine is at work, as the options define it. */
export function operates(state: MonitorState, reading: KeptReading): boolean {
  return state.memory.settings.when.every(({ metric, above = -Infinity, below = Infinity }) => {
    const value = valueOf(state, reading, metric);
    return value !== null && value > above && value < below;
  });
}

export function valueOf(state: MonitorState, reading: KeptReading, metric: string): number | null {
  return reading.values[state.metrics.indexOf(metric)] ?? null;
}

/** Operating point of a channel, or null if part of it is missing. */
export function givenOf(state: MonitorState, reading: KeptReading, k: number): number[] | null {
  const { given = [], curved = false } = state.memory.settings.channels[k] as MonitorChannel;
  const point: number[] = [];
  for (const metric of given) {
    const value = valueOf(state, reading, metric);
    if (value === null) return null;
    point.push(value);
    if (curved) point.push(value * value);
  }
  point.push(...(reading.past[k] ?? []));
  return point;
}
