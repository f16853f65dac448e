import { isDifferenced } from './transform.ts';
import type { Candidate, Remembered, StreamSettings } from './stream-state.ts';

/** Shingles for which the last anomaly's pull on the normalisation is corrected. */
const CORRECTED_SHINGLES = 2;

/**
 * The shingle as if the last anomaly had been what was expected of it: expected values where the two
 * shingles overlap, and normalisation without the anomaly's pull on it.
 */
export function correctedForLast(
  candidate: Candidate,
  settings: StreamSettings,
  { last, gap }: { readonly last: Remembered | null; readonly gap: number },
): Float64Array {
  const point = candidate.point.slice();
  if (last === null) return point;
  const { dimensions, shingleSize } = settings;
  const { expected } = last;
  if (expected !== null && gap < shingleSize) {
    point.set(expected.slice(gap * dimensions), 0);
  }
  if (expected !== null && gap <= shingleSize && last.relativeIndex === 0) {
    if (isDifferenced(settings.transform)) returnStep(point, last, { expected, gap });
  }
  moveBack(point, settings, { candidate, last, gap });
  return point;
}

/** After a jump away a differenced signal steps back: that step belongs to the same anomaly. */
function returnStep(
  point: Float64Array,
  last: Remembered,
  { expected, gap }: { readonly expected: readonly number[]; readonly gap: number },
): void {
  const dimensions = last.shiftMoved?.length ?? 0;
  const newest = point.length - dimensions;
  for (let y = 0; y < dimensions; y += 1) {
    const j = point.length - gap * dimensions + y;
    const excess = (last.point[newest + y] as number) - (expected[newest + y] as number);
    point[j] = (point[j] as number) + excess;
  }
}

function moveBack(
  point: Float64Array,
  settings: StreamSettings,
  since: { readonly candidate: Candidate; readonly last: Remembered; readonly gap: number },
): void {
  const { dimensions, shingleSize, transform } = settings;
  const { shiftMoved } = since.last;
  const centred = transform === 'normalise' || transform === 'subtract-moving-average';
  if (!centred || shiftMoved === null || since.gap >= CORRECTED_SHINGLES * shingleSize) return;
  const from = point.length - Math.min(since.gap, shingleSize) * dimensions;
  for (let j = from; j < point.length; j += 1) {
    const y = j % dimensions;
    point[j] =
      (point[j] as number) + (shiftMoved[y] as number) / (since.candidate.scales[y] as number);
  }
}
