import { uniform } from './generator.ts';
import { NARROW_MAX, NO_BOX, PAIR, ROUNDING, type TreeStore } from './tree-store.ts';

interface Place {
  readonly base: number;
  /** Depth of the leaf, whose path is walked. */
  readonly depth: number;
  /** First value of the point. */
  readonly at: number;
}

/** Climbs from the leaf and leaves the highest separating cut in `split`. */
export function chooseSplit(store: TreeStore, place: Place): void {
  if (store.dimensions <= NARROW_MAX) chooseNarrow(store, place);
  else chooseWide(store, place);
}

/** Without branches on the data, and the cut itself drawn once, for the node that wins. */
function chooseNarrow(store: TreeStore, { base, depth: leafDepth, at }: Place): void {
  const { words, path, points, ranges, boxOffsets, boxes, dimensions, generator } = store;
  const { values } = points;
  let best = leafDepth;
  let bestDraw = uniform(generator);
  for (let depth = leafDepth - 1; depth >= 0; depth -= 1) {
    const node = (base >> 2) + ((words[(path[depth] as number) + 1] as number) & PAIR);
    const box = boxOffsets[2 * node] as number;
    const range = ranges[2 * node + 1] as number;
    let spans = 0;
    if (box === NO_BOX) spans = spansToPair(store, node << 2, at);
    else {
      for (let j = 0; j < dimensions; j += 1) {
        const value = values[at + j] as number;
        const low = boxes[box + 2 * j] as number;
        const high = boxes[box + 2 * j + 1] as number;
        spans += Math.abs(value - low) + Math.abs(high - value) - (high - low);
      }
    }
    const gap = spans / 2;
    if (gap <= ROUNDING * range) break;
    const draw = uniform(generator) * (range + gap);
    if (draw >= gap) continue;
    best = depth;
    bestDraw = draw / gap;
  }
  const gap = gapsAtDepth(store, { base, depth: best, at }, leafDepth);
  drawCut(store, { depth: best, at, gap }, bestDraw * gap);
}

/** Lists all dimensions in which the point lies outside a node of the path, and by how much. */
function gapsAtDepth(store: TreeStore, place: Place, leafDepth: number): number {
  const { words, path, points, boxOffsets, active, dimensions } = store;
  const record = path[place.depth] as number;
  if (place.depth === leafDepth) {
    return gapsToPoint(store, points.locations[words[record] as number] as number, place.at);
  }
  for (let j = 0; j < dimensions; j += 1) active[j] = j;
  active[dimensions] = dimensions;
  const pair = (words[record + 1] as number) & PAIR;
  const box = boxOffsets[2 * ((place.base >> 2) + pair)] as number;
  return box === NO_BOX
    ? gapsToPair(store, place.base + (pair << 2), place.at)
    : gapsToBox(store, box, place.at);
}

/** Twice the distance of the point from the box of two leaves. */
function spansToPair(store: TreeStore, record: number, at: number): number {
  const { words, points, dimensions } = store;
  const { values, locations } = points;
  const a = locations[words[record] as number] as number;
  const b = locations[words[record + 2] as number] as number;
  let spans = 0;
  for (let j = 0; j < dimensions; j += 1) {
    const value = values[at + j] as number;
    const one = values[a + j] as number;
    const other = values[b + j] as number;
    spans += Math.abs(value - one) + Math.abs(value - other) - Math.abs(one - other);
  }
  return spans;
}

/** Over the dimensions in which the nodes below did not contain the point. */
function chooseWide(store: TreeStore, place: Place): void {
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
