import { uniform } from './generator.ts';
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

/** Climbs from the leaf and leaves the highest separating cut in `split`. */
function chooseSplit(
  store: TreeStore,
  place: { readonly base: number; readonly depth: number; readonly at: number },
): void {
  const { base, at } = place;
  const { generator } = store;
  const { words, path, points, ranges, boxOffsets, active, dimensions } = store;
  const leafGap = gapsToPoint(
    store,
    points.locations[words[path[place.depth] as number] as number] as number,
    at,
  );
  drawCut(store, { depth: place.depth, at, gap: leafGap }, uniform(generator) * leafGap);
  for (let depth = place.depth - 1; depth >= 0; depth -= 1) {
    const pair = (words[(path[depth] as number) + 1] as number) & PAIR;
    const node = (base >> 2) + pair;
    const box = boxOffsets[2 * node] as number;
    const gap =
      box === NO_BOX ? gapsToPair(store, base + (pair << 2), at) : gapsToBox(store, box, at);
    if ((active[dimensions] as number) === 0) return;
    const draw = uniform(generator) * ((ranges[2 * node + 1] as number) + gap);
    if (draw < gap) drawCut(store, { depth, at, gap }, draw);
  }
}

/** Turns a draw in [0, gap) into a cut of one of the active dimensions, between node and point. */
function drawCut(
  store: TreeStore,
  place: { readonly depth: number; readonly at: number; readonly gap: number },
  draw: number,
): void {
  const { active, gaps, dimensions, points, split } = store;
  const last = (active[dimensions] as number) - 1;
  let k = 0;
  let rest = draw;
  while (k < last && rest >= Math.abs(gaps[k] as number)) {
    rest -= Math.abs(gaps[k] as number);
    k += 1;
  }
  const dimension = active[k] as number;
  const gap = gaps[k] as number;
  const value = points.values[place.at + dimension] as number;
  const low = gap < 0;
  const from = low ? value : value - gap;
  const to = low ? value - gap : value;
  const cut = Math.fround(from + Math.min(rest, to - from));
  split.depth = place.depth;
  split.dimension = dimension;
  // Rounding to float32 may reach the upper side, which belongs to the right child.
  split.value = cut < to ? cut : from;
  split.low = low;
  const { outside } = store;
  for (let i = 0; i <= last; i += 1) outside[i] = active[i] as number;
  outside[dimensions] = last + 1;
}

/** Gaps between the point at `at` and another; both start with all dimensions active. */
function gapsToPoint(store: TreeStore, other: number, at: number): number {
  const { active, gaps, dimensions } = store;
  const { values } = store.points;
  let sum = 0;
  let count = 0;
  for (let j = 0; j < dimensions; j += 1) {
    const gap = (values[at + j] as number) - (values[other + j] as number);
    if (gap === 0) continue;
    sum += Math.abs(gap);
    active[count] = j;
    gaps[count] = gap;
    count += 1;
  }
  active[dimensions] = count;
  return sum;
}

/** The same to the box of a pair of leaves, over the dimensions still active. */
function gapsToPair(store: TreeStore, record: number, at: number): number {
  const { active, gaps, dimensions, words, points } = store;
  const { values, locations } = points;
  const a = locations[words[record] as number] as number;
  const b = locations[words[record + 2] as number] as number;
  const before = active[dimensions] as number;
  let sum = 0;
  let count = 0;
  for (let k = 0; k < before; k += 1) {
    const j = active[k] as number;
    const toA = (values[at + j] as number) - (values[a + j] as number);
    const toB = (values[at + j] as number) - (values[b + j] as number);
    if (toA * toB <= 0) continue;
    const gap = Math.abs(toA) < Math.abs(toB) ? toA : toB;
    sum += Math.abs(gap);
    active[count] = j;
    gaps[count] = gap;
    count += 1;
  }
  active[dimensions] = count;
  return sum;
}

/** The same to a box. */
function gapsToBox(store: TreeStore, box: number, at: number): number {
  const { active, gaps, dimensions, boxes } = store;
  const { values } = store.points;
  const before = active[dimensions] as number;
  let sum = 0;
  let count = 0;
  for (let k = 0; k < before; k += 1) {
    const j = active[k] as number;
    const value = values[at + j] as number;
    const low = boxes[box + 2 * j] as number;
    const high = boxes[box + 2 * j + 1] as number;
    if (value >= low && value <= high) continue;
    const gap = value < low ? value - low : value - high;
    sum += Math.abs(gap);
    active[count] = j;
    gaps[count] = gap;
    count += 1;
  }
  active[dimensions] = count;
  return sum;
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
