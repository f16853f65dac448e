import type { Detector } from '../detector.ts';
import { requireFinite } from '../require-finite.ts';
import { openJson, sealJson } from '../snapshot/json-snapshot.ts';

export interface RobustZOptions {
  readonly dimensions: number;
  /** Newest points kept; default 256. */
  readonly windowSize?: number;
  /** Points to learn before scores are given; default 64. */
  readonly outputAfter?: number;
}

interface RobustZState {
  readonly dimensions: number;
  readonly windowSize: number;
  readonly outputAfter: number;
  learned: number;
  /** Per dimension: values in order of arrival, and sorted. */
  readonly arrived: number[][];
  readonly sorted: number[][];
}

const SNAPSHOT = { code: 11, name: 'robust z detector', version: 1 };
/** Median absolute deviation of a normal law is 1 / 1.4826 of its standard deviation. */
const MAD_TO_SIGMA = 1.4826;
const SPREAD_MIN_SHARE = 1e-6;
const SPREAD_MIN = 1e-9;

/**
 * Distance of each value from the median of a sliding window in units of the median absolute deviation
 * (Iglewicz and Hoaglin, "How to detect and handle outliers", ASQC 1993); the score is the largest.
 */
export function createRobustZ(options: RobustZOptions): Detector {
  const { dimensions, windowSize = 256, outputAfter = 64 } = options;
  const empty = (): number[][] => Array.from({ length: dimensions }, () => []);
  return robustZOf({
    dimensions,
    windowSize,
    outputAfter,
    learned: 0,
    arrived: empty(),
    sorted: empty(),
  });
}

/** @throws PmSimError `detection/snapshot` */
export function restoreRobustZ(bytes: Uint8Array): Detector {
  return robustZOf(openJson(SNAPSHOT, bytes) as RobustZState);
}

function robustZOf(state: RobustZState): Detector {
  const { dimensions, windowSize } = state;
  return {
    scoreOne(point) {
      requireFinite(point, dimensions);
      if (state.learned < state.outputAfter) return 0;
      return state.sorted.reduce((most, sorted, j) => {
        const median = middleOf(sorted);
        const floor = SPREAD_MIN_SHARE * Math.abs(median) + SPREAD_MIN;
        const spread = Math.max(MAD_TO_SIGMA * madOf(sorted, median), floor);
        return Math.max(most, Math.abs((point[j] as number) - median) / spread);
      }, 0);
    },
    learnOne(point) {
      requireFinite(point, dimensions);
      state.learned += 1;
      state.sorted.forEach((sorted, j) => {
        const arrived = state.arrived[j] as number[];
        const value = (point[j] as number) + 0;
        arrived.push(value);
        sorted.splice(placeOf(sorted, value), 0, value);
        if (arrived.length <= windowSize) return;
        sorted.splice(placeOf(sorted, arrived.shift() as number), 1);
      });
    },
    get observed() {
      return state.learned;
    },
    snapshot: () => sealJson(SNAPSHOT, state),
  };
}

/** First place whose value is not below. */
function placeOf(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function middleOf(sorted: readonly number[]): number {
  return sorted[sorted.length >> 1] as number;
}

/** Median distance from the median: the smallest half of the distances, taken from the inside out. */
function madOf(sorted: readonly number[], median: number): number {
  let left = (sorted.length >> 1) - 1;
  let right = sorted.length >> 1;
  let distance = 0;
  for (let taken = 0; taken <= sorted.length >> 1; taken += 1) {
    const below = left >= 0 ? median - (sorted[left] as number) : Infinity;
    const above = right < sorted.length ? (sorted[right] as number) - median : Infinity;
    distance = Math.min(below, above);
    if (below < above) left -= 1;
    else right += 1;
  }
  return distance;
}
