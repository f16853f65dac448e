import type { Interval } from './judged.ts';

/**
 * Joins intervals that overlap or lie at most a gap apart; the result is sorted and disjoint.
 * @param gapMs largest pause that does not end an episode, ms
 */
export function mergeIntervals(intervals: readonly Interval[], gapMs: number): Interval[] {
  const merged: { from: number; to: number }[] = [];
  for (const { from, to } of intervals.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last !== undefined && from - last.to <= gapMs) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  return merged;
}

/** Common part of two intervals; undefined when they share no time. */
export function intersect(a: Interval, b: Interval): Interval | undefined {
  const from = Math.max(a.from, b.from);
  const to = Math.min(a.to, b.to);
  return from < to ? { from, to } : undefined;
}

/** Whether an instant lies inside, both ends included. */
export function contains({ from, to }: Interval, ts: number): boolean {
  return from <= ts && ts <= to;
}
