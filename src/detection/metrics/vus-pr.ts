import { ranked, type ScoreTrack } from './score-track.ts';

/** Thresholds per buffer length, evenly over the ranks; that of the published evaluation. */
const THRESHOLDS = 250;

/**
 * Volume under the surface of range-based precision and recall over the buffer lengths 0 … L
 * (Paparrizos et al., "Volume Under the Surface", PVLDB 15(11), 2022): labels rise to both sides of an
 * anomaly with the root of the distance, recall is halved between the lengths and rewarded by the share
 * of anomalies touched. Null without an anomaly.
 * @param bufferMax L, readings
 * @param bufferStep step between the buffer lengths, readings; 1 is the published surface
 */
export function vusPr(
  tracks: readonly ScoreTrack[],
  bufferMax: number,
  bufferStep = 1,
): number | null {
  if (tracks.every(({ windows }) => windows.length === 0)) return null;
  const order = ranked(tracks);
  let volume = 0;
  let count = 0;
  for (let buffer = 0; buffer <= bufferMax; buffer += bufferStep) {
    volume += rangeAreaPr(tracks, buffer, order);
    count += 1;
  }
  return volume / count;
}

/** Area under the range-based precision-recall curve at one buffer length, readings. */
export function rangeAreaPr(
  tracks: readonly ScoreTrack[],
  buffer: number,
  { scores, order } = ranked(tracks),
): number {
  const { labels, ranges, sharp } = slopedLabels(tracks, buffer);
  const smooth = labels.reduce((sum, label) => sum + label, 0);
  const positives = (sharp + smooth) / 2;
  const peaks = peaksOf(ranges, scores);
  let area = 0;
  let recall = 0;
  let precision = 1;
  let truePositive = 0;
  let taken = 0;
  let touched = 0;
  for (const rank of thresholdRanks(order.length)) {
    const threshold = scores[order[rank] as number] as number;
    for (; taken < order.length; taken += 1) {
      const row = order[taken] as number;
      if ((scores[row] as number) < threshold) break;
      truePositive += labels[row] as number;
    }
    while (touched < peaks.length && (peaks[touched] as number) >= threshold) touched += 1;
    const nextRecall = Math.min(truePositive / positives, 1) * (touched / peaks.length);
    const nextPrecision = truePositive / taken;
    area += ((nextRecall - recall) * (nextPrecision + precision)) / 2;
    recall = nextRecall;
    precision = nextPrecision;
  }
  return area;
}

function thresholdRanks(count: number): number[] {
  const step = (count - 1) / (THRESHOLDS - 1);
  return Array.from({ length: THRESHOLDS }, (_, i) =>
    i === THRESHOLDS - 1 ? count - 1 : Math.floor(i * step),
  );
}

/** Highest score of each range, highest first. */
function peaksOf(ranges: readonly (readonly [number, number])[], scores: Float64Array): number[] {
  return ranges
    .map(([first, last]) => {
      let peak = -Infinity;
      for (let row = first; row <= last; row += 1) peak = Math.max(peak, scores[row] as number);
      return peak;
    })
    .toSorted((a, b) => b - a);
}

function slopedLabels(tracks: readonly ScoreTrack[], buffer: number) {
  const count = tracks.reduce((sum, track) => sum + track.scores.length, 0);
  const labels = new Float64Array(count);
  const ranges: (readonly [number, number])[] = [];
  let sharp = 0;
  let at = 0;
  for (const { scores, windows } of tracks) {
    const own = labels.subarray(at, at + scores.length);
    for (const [first, last] of windows) {
      own.fill(1, first, last + 1);
      sharp += last - first + 1;
    }
    for (const window of windows) slope(own, window, buffer);
    for (const [first, last] of nonZero(own)) ranges.push([at + first, at + last]);
    at += scores.length;
  }
  return { labels, ranges, sharp };
}

function slope(
  labels: Float64Array,
  [first, last]: readonly [number, number],
  buffer: number,
): void {
  // A buffer of one reading has slopes of none.
  const length = Math.floor(buffer / 2);
  const raise = (row: number, distance: number): void => {
    if (row < 0 || row >= labels.length) return;
    labels[row] = Math.min(1, (labels[row] as number) + Math.sqrt(1 - distance / buffer));
  };
  // The last row of the anomaly is the first of its slope, as in the published evaluation.
  for (let k = 0; k < length; k += 1) raise(last + k, k);
  for (let k = 1; k <= length; k += 1) raise(first - k, k);
}

function nonZero(labels: Float64Array): (readonly [number, number])[] {
  const ranges: (readonly [number, number])[] = [];
  let first = -1;
  for (let row = 0; row <= labels.length; row += 1) {
    const inside = row < labels.length && (labels[row] as number) > 0;
    if (inside && first < 0) first = row;
    if (inside || first < 0) continue;
    ranges.push([first, row - 1]);
    first = -1;
  }
  return ranges;
}
