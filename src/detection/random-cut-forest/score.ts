import { scoreScalarTrees } from './score-scalar.ts';
import {
  MULTIPLICITY,
  NO_BOX,
  PAIR,
  PAIR_BITS,
  PAIR_WORDS,
  POINTS_HELD,
  type TreeStore,
} from './tree-store.ts';

/**
 * Mean over the trees of the expected inverse depth at which a random cut would set the query apart
 * (Guha, Mishra, Roy, Schrijvers, "Robust random cut forest based anomaly detection on streams",
 * ICML 2016), on the scale (0, log2(sampleSize + 1)]. `query` holds float32 values.
 */
export function scoreTrees(store: TreeStore, query: Float64Array): number {
  return store.dimensions === 1
    ? scoreScalarTrees(store, query[0] as number)
    : scoreVectorTrees(store, query);
}

/**
 * Each tree is walked to the leaf the query falls into and climbed from there until a box contains
 * the query: every box above contains it too. A dimension in which a box contains the query is done
 * for all boxes above, so each level looks only at the dimensions still outside.
 */
function scoreVectorTrees(store: TreeStore, query: Float64Array): number {
  const { words, cuts, path, active, dimensions, boxOffsets, ranges, reciprocals } = store;
  const { treeCount, sampleSize, logarithms } = store;
  let total = 0;
  let filled = 0;
  for (let tree = 0; tree < treeCount; tree += 1) {
    const base = tree * sampleSize * PAIR_WORDS;
    const held = words[base + POINTS_HELD] as number;
    if (held === 0) continue;
    filled += 1;
    let record = base;
    let meta = words[base + 1] as number;
    let depth = 0;
    while (meta >= 0) {
      const pair = meta & PAIR;
      path[depth] = pair;
      depth += 1;
      const left = (query[meta >>> PAIR_BITS] as number) <= (cuts[record] as number);
      record = base + (pair << 2) + (left ? 0 : 2);
      meta = words[record + 1] as number;
    }
    collectDifferent(store, words[record] as number, query);
    const equal = active[dimensions] === 0;
    let score = equal
      ? duplicateScore(store, held, { depth, multiplicity: meta & MULTIPLICITY })
      : (reciprocals[depth + 1] as number);
    while (depth > 0 && (active[dimensions] as number) > 0) {
      depth -= 1;
      const pair = path[depth] as number;
      const node = (base >> 2) + pair;
      const box = boxOffsets[node] as number;
      const gap =
        box === NO_BOX ? gapToPair(store, base + (pair << 2), query) : gapToBox(store, box, query);
      const probability = gap === 0 ? 0 : gap / ((ranges[node] as number) + gap);
      score += probability * ((reciprocals[depth + 1] as number) - score);
    }
    total += score * (logarithms[held] as number);
  }
  return filled === 0 ? 0 : total / filled;
}

/** The leaf is the query itself: as deep as its copies make it, damped by their share of the tree. */
export function duplicateScore(
  store: TreeStore,
  held: number,
  leaf: { readonly depth: number; readonly multiplicity: number },
): number {
  const { depth, multiplicity } = leaf;
  const damping = 1 - multiplicity / (2 * held);
  return damping / (depth + (store.logarithms[multiplicity] as number));
}

/** Lists the dimensions in which the query differs from the point, their number behind the last. */
function collectDifferent(store: TreeStore, point: number, query: Float64Array): void {
  const { active, dimensions, points } = store;
  const { values } = points;
  const at = points.locations[point] as number;
  let count = 0;
  for (let j = 0; j < dimensions; j += 1) {
    active[count] = j;
    if ((values[at + j] as number) !== (query[j] as number)) count += 1;
  }
  active[dimensions] = count;
}

/**
 * Distance of the query from the box of two leaves, over the active dimensions; those it lies inside
 * are struck off.
 */
function gapToPair(store: TreeStore, record: number, query: Float64Array): number {
  const { active, dimensions, points, words } = store;
  const { values, locations } = points;
  const a = locations[words[record] as number] as number;
  const b = locations[words[record + 2] as number] as number;
  const count = active[dimensions] as number;
  let gap = 0;
  let outside = 0;
  for (let k = 0; k < count; k += 1) {
    const j = active[k] as number;
    const value = query[j] as number;
    const toA = value - (values[a + j] as number);
    const toB = value - (values[b + j] as number);
    if (toA * toB <= 0) continue;
    gap += Math.min(Math.abs(toA), Math.abs(toB));
    active[outside] = j;
    outside += 1;
  }
  active[dimensions] = outside;
  return gap;
}

/** The same for a box. */
function gapToBox(store: TreeStore, box: number, query: Float64Array): number {
  const { active, boxes, dimensions } = store;
  const count = active[dimensions] as number;
  let gap = 0;
  let outside = 0;
  for (let k = 0; k < count; k += 1) {
    const j = active[k] as number;
    const value = query[j] as number;
    const low = boxes[box + 2 * j] as number;
    const high = boxes[box + 2 * j + 1] as number;
    if (value >= low && value <= high) continue;
    gap += value < low ? low - value : value - high;
    active[outside] = j;
    outside += 1;
  }
  active[dimensions] = outside;
  return gap;
}
