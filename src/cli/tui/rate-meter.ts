import type { RunCounters, RunEvent } from '../../telemetry/run-event.ts';
import { createRing, type Ring } from './ring.ts';

type Progress = Extract<RunEvent, { readonly type: 'progress' }>;

/** Per-second rates, in wall time, over the last few seconds of progress. */
export interface RateMeter {
  add(progress: Progress): void;
  perSecond(counter: RateCounter): number;
  /** Recent rates of a counter, for its sparkline. */
  history(counter: RateCounter): Ring;
}

export type RateCounter = keyof Pick<
  RunCounters,
  'generated' | 'published' | 'routed' | 'scored' | 'alerts'
>;

const COUNTERS: readonly RateCounter[] = ['generated', 'published', 'routed', 'scored', 'alerts'];

/** Long enough that a rate is steady, short enough that a stall is seen at once. */
const WINDOW_MS = 3_000;
/** Least wall time between two points of a sparkline, ms. */
const HISTORY_EVERY_MS = 500;
const HISTORY_VALUES = 64;

export function createRateMeter(): RateMeter {
  const window: Progress[] = [];
  const histories = new Map(COUNTERS.map((name) => [name, createRing(HISTORY_VALUES)]));
  let historyAt = Number.NEGATIVE_INFINITY;
  const perSecond = (counter: RateCounter): number => {
    const first = window[0];
    const last = window.at(-1);
    if (first === undefined || last === undefined || last.wallMs <= first.wallMs) return 0;
    const gained = (last.counters[counter] ?? 0) - (first.counters[counter] ?? 0);
    return (1_000 * gained) / (last.wallMs - first.wallMs);
  };
  return {
    add(progress) {
      window.push(progress);
      while (window.length > 2 && progress.wallMs - (window[0]?.wallMs ?? 0) > WINDOW_MS) {
        window.shift();
      }
      if (progress.wallMs - historyAt < HISTORY_EVERY_MS) return;
      historyAt = progress.wallMs;
      for (const name of COUNTERS) histories.get(name)?.push(perSecond(name));
    },
    perSecond,
    history: (counter) => histories.get(counter) ?? createRing(1),
  };
}
