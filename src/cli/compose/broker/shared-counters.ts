import type { KnownCounters } from '../../../telemetry/run-event.ts';
import { LAG_BUCKETS } from './lag-histogram.ts';

/** What a publisher counts, in the order in which it lies in shared memory. */
const NAMES = [
  'generated',
  'published',
  'acknowledged',
  'undelivered',
  'bytesGenerated',
  'bytesPublished',
  'connected',
  'refused',
  'resent',
  /** Simulated instant reached, ms since the epoch. */
  'reached',
  'lagMs',
] as const;

type CounterName = (typeof NAMES)[number];

/**
 * Counters of one publisher in memory that its thread writes and the main thread reads: no message is
 * sent for them. Each is a double at an address of its own, which is written as one.
 */
export interface SharedCounters {
  readonly memory: SharedArrayBuffer;
  readonly values: Float64Array;
  /** Dropped at the edge, by the place of the filter. */
  readonly dropped: Float64Array;
  readonly lags: Uint32Array;
}

/** @param filters how many filters the edge has */
export function newCounters(filters: number): SharedCounters {
  const doubles = 8 * (NAMES.length + filters);
  return countersIn(new SharedArrayBuffer(doubles + 4 * LAG_BUCKETS), filters);
}

/** The counters that lie in memory which another thread has made. */
export function countersIn(memory: SharedArrayBuffer, filters: number): SharedCounters {
  const values = new Float64Array(memory, 0, NAMES.length);
  const dropped = new Float64Array(memory, 8 * NAMES.length, filters);
  const lags = new Uint32Array(memory, 8 * (NAMES.length + filters), LAG_BUCKETS);
  return { memory, values, dropped, lags };
}

export function setCounter({ values }: SharedCounters, name: CounterName, value: number): void {
  values[NAMES.indexOf(name)] = value;
}

export function counter({ values }: SharedCounters, name: CounterName): number {
  return values[NAMES.indexOf(name)] as number;
}

export function sumOf(all: readonly SharedCounters[], name: CounterName): number {
  return all.reduce((sum, one) => sum + counter(one, name), 0);
}

/** Those of all publishers as a run tells them; nothing beyond the broker is seen. */
export function runCounters(
  all: readonly SharedCounters[],
  filterNames: readonly string[],
): KnownCounters {
  const dropped = filterNames.map((name, i): [string, number] => [
    name,
    all.reduce((sum, one) => sum + (one.dropped[i] as number), 0),
  ]);
  return {
    generated: sumOf(all, 'generated'),
    dropped: Object.fromEntries(dropped),
    published: sumOf(all, 'published'),
    acknowledged: sumOf(all, 'acknowledged'),
    bytesGenerated: sumOf(all, 'bytesGenerated'),
    bytesPublished: sumOf(all, 'bytesPublished'),
  };
}
