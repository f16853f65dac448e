import { intersect, mergeIntervals } from './intervals.ts';
import {
  detectableFaults,
  detectionWindow,
  faultInterval,
  faultsOf,
  type Interval,
  type Judged,
} from './judged.ts';

/** An alert that says only when it began counts as this long, ms; engineering judgement. */
const POINT_MS = 60_000;

export interface RangeMetrics {
  readonly precision: number | null;
  readonly recall: number | null;
}

/**
 * Range-based precision and recall (Tatbul et al., NeurIPS 2018): α = 0, cardinality factor 1/x,
 * front bias for recall; flat for precision. Recall is judged up to functional failure; an alert
 * that stays open on a failed device until the repair is not imprecise.
 */
export function rangeMetrics(judged: Judged): RangeMetrics {
  const precisions: number[] = [];
  const recalls: number[] = [];
  for (const device of new Set(judged.devices)) {
    const faults = faultsOf(judged.truth);
    const real = rangesOf(detectableFaults(judged), device, detectionWindow);
    const atFault = rangesOf(faults, device, (event) => faultInterval(event, judged.to));
    const predicted = rangesOf(judged.alerts, device, ({ from, to }) => ({
      from,
      to: Math.max(to, from + POINT_MS),
    }));
    for (const range of real) recalls.push(covered(range, predicted, frontShare));
    for (const range of predicted) precisions.push(covered(range, atFault, flatShare));
  }
  return { precision: mean(precisions), recall: mean(recalls) };
}

function rangesOf<T extends { readonly device: string }>(
  items: readonly T[],
  device: string,
  rangeOf: (item: T) => Interval,
): Interval[] {
  const own = items.filter((item) => item.device === device).map(rangeOf);
  return mergeIntervals(own, 0).filter(({ from, to }) => to > from);
}

/** Share of a range's weight that the others cover, divided by the number of pieces. */
function covered(
  range: Interval,
  others: readonly Interval[],
  share: (range: Interval, part: Interval) => number,
): number {
  const parts = others.flatMap((other) => intersect(range, other) ?? []);
  const sum = parts.reduce((total, part) => total + share(range, part), 0);
  return sum / Math.max(1, parts.length);
}

function flatShare(range: Interval, part: Interval): number {
  return (part.to - part.from) / (range.to - range.from);
}

/** Weight falls linearly from the front to nothing at the back: the area between two instants. */
function frontShare(range: Interval, part: Interval): number {
  const left = (ts: number) => ((range.to - ts) / (range.to - range.from)) ** 2;
  return left(part.from) - left(part.to);
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, x) => sum + x, 0) / values.length;
}
