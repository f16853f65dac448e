import { chooseSplit } from './choose-split.ts';
import {
  boxFromChildren,
  extentRange,
  joinValues,
  LEAF,
  loadExtent,
  NO_BOX,
  PAIR,
  PAIR_BITS,
  PAIR_WORDS,
  POINTS_HELD,
  saveExtent,
  sumRange,
  takePair,
  type TreeStore,
} from './tree-store.ts';

/**
 * Inserts a point so that the tree is distributed as if it had been built with the point in it (Guha
 * et al. 2016, algorithm 2). From the leaf upwards, one uniform draw on each node's box joined with
 * the point says whether the first cut of that box would part them, and where; the highest such cut
 * wins. The climb ends at the first box that contains the point: no cut above can part them.
 *
 * Returns the point that the leaf holds: an equal point already there, or the given one.
 */
export function insertPoint(store: TreeStore, tree: number, point: number): number {
  const base = tree * store.sampleSize * PAIR_WORDS;
  const { words, points } = store;
  const held = words[base + POINTS_HELD] as number;
  words[base + POINTS_HELD] = held + 1;
  if (held === 0) {
    words[base] = point;
    words[base + 1] = LEAF | 1;
    return point;
  }
  const at = points.locations[point] as number;
  const depth = walkToLeaf(store, base, at);
  const leaf = store.path[depth] as number;
  const other = words[leaf] as number;
  if (samePoint(store, points.locations[other] as number, at)) {
    words[leaf + 1] = (words[leaf + 1] as number) + 1;
    return other;
  }
  chooseSplit(store, { base, depth, at });
  addLeaf(store, base, point);
  widenAncestors(store, base, at);
  return point;
}

/** Fills `path` with the records from the root to the leaf; returns the depth of the leaf. */
export function walkToLeaf(store: TreeStore, base: number, at: number): number {
  const { words, cuts, path } = store;
  const { values } = store.points;
  let record = base;
  let depth = 0;
  for (;;) {
    path[depth] = record;
    const meta = words[record + 1] as number;
    if (meta < 0) return depth;
    const left = (values[at + (meta >>> PAIR_BITS)] as number) <= (cuts[record] as number);
    record = base + ((meta & PAIR) << 2) + (left ? 0 : 2);
    depth += 1;
  }
}

function samePoint(store: TreeStore, a: number, b: number): boolean {
  const { values } = store.points;
  for (let j = 0; j < store.dimensions; j += 1) if (values[a + j] !== values[b + j]) return false;
  return true;
}

/** Puts the new inner node where the split says, with the old node and the new leaf below it. */
function addLeaf(store: TreeStore, base: number, point: number): void {
  const { words, cuts, path, points, split } = store;
  const record = path[split.depth] as number;
  const pair = takePair(store, base);
  const node = (base >> 2) + pair;
  loadExtent(store, base, record);
  joinValues(store, points.values, points.locations[point] as number);
  if ((words[record + 1] as number) < 0) store.ranges[2 * node + 1] = extentRange(store);
  else saveExtent(store, node);
  const leaf = base + (pair << 2) + (split.low ? 0 : 2);
  const moved = base + (pair << 2) + (split.low ? 2 : 0);
  words[moved] = words[record] as number;
  words[moved + 1] = words[record + 1] as number;
  words[leaf] = point;
  words[leaf + 1] = LEAF | 1;
  cuts[record] = split.value;
  words[record + 1] = (split.dimension << PAIR_BITS) | pair;
}

/** Widens the boxes above the new node to contain the point, up to the first that already does. */
function widenAncestors(store: TreeStore, base: number, at: number): void {
  const { words, path, split, boxOffsets } = store;
  for (let depth = split.depth - 1; depth >= 0; depth -= 1) {
    const pair = (words[(path[depth] as number) + 1] as number) & PAIR;
    const node = (base >> 2) + pair;
    if ((boxOffsets[2 * node] as number) === NO_BOX) boxFromChildren(store, base, pair);
    else if (!widenBox(store, node, at)) return;
  }
}

/**
 * Looks only at the dimensions in which the nodes below did not contain the point. The range is
 * summed anew, so that it depends on the box alone and a restored forest has the same.
 */
function widenBox(store: TreeStore, node: number, at: number): boolean {
  const { boxes, dimensions, outside } = store;
  const { values } = store.points;
  const box = store.boxOffsets[2 * node] as number;
  const before = outside[dimensions] as number;
  let count = 0;
  for (let k = 0; k < before; k += 1) {
    const j = outside[k] as number;
    const value = values[at + j] as number;
    const low = boxes[box + 2 * j] as number;
    const high = boxes[box + 2 * j + 1] as number;
    if (value >= low && value <= high) continue;
    boxes[box + 2 * j + (value < low ? 0 : 1)] = value;
    outside[count] = j;
    count += 1;
  }
  outside[dimensions] = count;
  if (count > 0) sumRange(store, node);
  return count > 0;
}
