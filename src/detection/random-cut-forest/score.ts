import { leafScore } from './leaf-score.ts';
import { scoreNarrowTrees } from './score-narrow.ts';
import { scoreScalarTrees } from './score-scalar.ts';
import {
  MULTIPLICITY,
  NARROW_MAX,
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
  if (store.words[POINTS_HELD] === 0) return 0;
  if (store.dimensions === 1) return scoreScalarTrees(store, query[0] as number);
  return store.dimensions <= NARROW_MAX
    ? scoreNarrowTrees(store, query)
    : scoreVectorTrees(store, query);
}

/**
 * Each tree is walked to the leaf the query falls into and climbed from there until a box contains
 * the query: every box above contains it too. A dimension in which a box contains the query is done
 * for all boxes above, so each level looks only at the dimensions still outside. Every tree holds as
 * many points as the others: all take every point until they are full.
 */
function scoreVectorTrees(store: TreeStore, query: Float64Array): number {
  const { words, cuts, path, active, dimensions, boxOffsets, boxes, ranges, reciprocals } = store;
  const { treeCount, sampleSize } = store;
  const held = words[POINTS_HELD] as number;
  let total = 0;
  for (let tree = 0; tree < treeCount; tree += 1) {
    const base = tree * sampleSize * PAIR_WORDS;
    let record = base;
    let meta = words[base + 1] as number;
    let depth = 0;
    while (meta >= 0) {
      path[depth] = meta & PAIR;
      depth += 1;
      const left = (query[meta >>> PAIR_BITS] as number) <= (cuts[record] as number);
      record = base + ((meta & PAIR) << 2) + (left ? 0 : 2);
      meta = words[record + 1] as number;
    }
    let count = collectDifferent(store, words[record] as number, query);
    let score = leafScore(store, { held, depth, copies: count > 0 ? 0 : meta & MULTIPLICITY });
    while (depth > 0 && count > 0) {
      depth -= 1;
      const node = (base >> 2) + (path[depth] as number);
      const box = boxOffsets[2 * node] as number;
      let gap = 0;
      if (box === NO_BOX) {
        gap = gapToPair(store, node << 2, query);
        count = active[dimensions] as number;
      } else {
        let outside = 0;
        for (let k = 0; k < count; k += 1) {
          const j = active[k] as number;
          const value = query[j] as number;
          const low = (boxes[box + 2 * j] as number) - value;
          const out = low > 0 ? low : value - (boxes[box + 2 * j + 1] as number);
          active[outside] = j;
          if (out <= 0) continue;
          gap += out;
          outside += 1;
        }
        count = outside;
      }
      const probability = gap / ((ranges[2 * node + 1] as number) + gap || 1);
      score += probability * ((reciprocals[depth + 1] as number) - score);
    }
    total += score;
  }
  return (total * (store.logarithms[held] as number)) / treeCount;
}

/** Lists the dimensions in which the query differs from the point, their number behind the last. */
function collectDifferent(store: TreeStore, point: number, query: Float64Array): number {
  const { active, dimensions, points } = store;
  const { values } = points;
  const at = points.locations[point] as number;
  let count = 0;
  for (let j = 0; j < dimensions; j += 1) {
    active[count] = j;
    if ((values[at + j] as number) !== (query[j] as number)) count += 1;
  }
  active[dimensions] = count;
  return count;
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
