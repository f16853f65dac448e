import type { Attribution } from '../random-cut-forest/explain.ts';
import { nearNeighbours } from '../random-cut-forest/explain.ts';
import { imputeQuery } from '../random-cut-forest/impute.ts';
import type { TreeStore } from '../random-cut-forest/tree-store.ts';
import { isDifferenced } from './transform.ts';
import type { Candidate, StreamSettings } from './stream-state.ts';

/** Inputs that may share the blame; with more the expected values mean nothing. */
const ATTRIBUTORS_MAX = 5;
/** Share of a block's score that makes an input one of them. */
const ATTRIBUTOR_SHARE = 0.1;
/** Relative precision that normalised float32 values are trusted with. */
const PRECISION = 1e-3;
/** Share of trees whose neighbours must explain a value. */
const SUPPORT = 0.1;
/** Neighbours count up to this many times the average distance. */
const NEAR = 1.1;

/** Both sides together. */
export function bothSides({ high, low }: Attribution): Float64Array {
  return high.map((part, j) => part + (low[j] as number));
}

export function sum(values: Float64Array, from = 0, to = values.length): number {
  let total = 0;
  for (let j = from; j < to; j += 1) total += values[j] as number;
  return total;
}

/**
 * The block of the shingle that contributes most, not looking further back than `furthest` blocks:
 * 0 for the newest, -1 for the one before, …
 */
export function leadingBlock(parts: Float64Array, blockSize: number, furthest: number): number {
  const blocks = parts.length / blockSize;
  let best = blocks - furthest;
  for (let block = best + 1; block < blocks; block += 1) {
    const here = sum(parts, block * blockSize, (block + 1) * blockSize);
    if (here > sum(parts, best * blockSize, (best + 1) * blockSize)) best = block;
  }
  return best - blocks + 1;
}

/** The point with the inputs to blame in one block replaced by likely values; null if too many. */
export function expectedPoint(
  trees: TreeStore,
  point: Float64Array,
  blame: { readonly parts: Float64Array; readonly start: number; readonly blockSize: number },
): Float64Array | null {
  const missing = inputsToBlame(blame);
  if (missing.length === 0 || missing.length > point.length / 2) return null;
  const mask = new Uint8Array(point.length);
  for (const j of missing) mask[j] = 1;
  const expected = point.slice();
  imputeQuery(trees, expected, mask);
  return expected;
}

function inputsToBlame(blame: {
  readonly parts: Float64Array;
  readonly start: number;
  readonly blockSize: number;
}): number[] {
  const { parts, start, blockSize } = blame;
  if (blockSize === 1) return [start];
  const total = sum(parts, start, start + blockSize);
  const ranked = Array.from({ length: blockSize }, (_, k) => start + k).toSorted(
    (a, b) => (parts[b] as number) - (parts[a] as number),
  );
  if ((parts[ranked[0] as number] as number) < ATTRIBUTOR_SHARE * total) return [];
  const least = Math.min(ATTRIBUTOR_SHARE * total, ATTRIBUTOR_SHARE);
  const picked = ranked.filter((j, k) => k === 0 || (parts[j] as number) >= least);
  if (picked.length > ATTRIBUTORS_MAX) return [];
  return picked.filter((j, k) => k === 0 || (parts[j] as number) > ATTRIBUTOR_SHARE * total);
}

/** How far apart, per input and in input units, two values of a block may be and still be alike. */
export function uncertaintyOf(
  candidate: Candidate,
  settings: StreamSettings,
  start: number,
): number[] {
  const { scales, shifts, stepDeviations, point } = candidate;
  return scales.map((scale, y) => {
    const shift = Math.abs(shifts[y] as number);
    const rounding = shift === 0 ? 0 : PRECISION * (scale + shift);
    const path = scale * zigzag(point, start + y, settings);
    return Math.max(path, stepDeviations[y] as number) + rounding + PRECISION;
  });
}

/** Mean step of one input from the block on to the end of the shingle. */
function zigzag(point: Float64Array, from: number, settings: StreamSettings): number {
  const { dimensions, transform } = settings;
  const differenced = isDifferenced(transform);
  let total = 0;
  let count = 0;
  for (let j = from; j + dimensions < point.length; j += dimensions) {
    const next = differenced ? 0 : (point[j + dimensions] as number);
    total += Math.abs((point[j] as number) - next);
    count += 1;
  }
  return count === 0 ? 0 : total / count;
}

export function within(
  uncertainty: readonly number[],
  candidate: Candidate,
  other: { readonly values: ArrayLike<number>; readonly start: number },
): boolean {
  return uncertainty.every((gap, y) => {
    const j = other.start + y;
    const apart = (candidate.point[j] as number) - (other.values[j] as number);
    return Math.abs((candidate.scales[y] as number) * apart) <= gap;
  });
}

/** Whether enough of the forest has seen such a value in such a place. */
export function seenNearby(
  trees: TreeStore,
  corrected: Float64Array,
  alike: (values: ArrayLike<number>) => boolean,
): boolean {
  const neighbours = nearNeighbours(trees, corrected);
  const average = neighbours.reduce((s, n) => s + n.distance, 0) / neighbours.length;
  let support = 0;
  for (const neighbour of neighbours) {
    if (neighbour.distance < NEAR * average && alike(neighbour.values)) support += neighbour.trees;
  }
  return support >= SUPPORT * trees.treeCount;
}
