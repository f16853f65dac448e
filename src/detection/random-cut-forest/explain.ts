import {
  joinNode,
  joinValues,
  loadExtent,
  MULTIPLICITY,
  PAIR,
  PAIR_BITS,
  PAIR_WORDS,
  POINTS_HELD,
  type TreeStore,
} from './tree-store.ts';

/** Share of a score per dimension of the point: above and below what the forest holds. */
export interface Attribution {
  readonly high: Float64Array;
  readonly low: Float64Array;
}

/**
 * Splits the score by dimension and side; all parts sum to the score. The walk is that of the score,
 * each box's chance of a separating cut being shared out by how far the query lies outside it. Where
 * the query itself is in the tree, the boxes are taken without it, else nothing would be outside, and
 * the parts are scaled to the score.
 */
export function attributeTrees(store: TreeStore, query: Float64Array): Attribution {
  const { words, treeCount, sampleSize, dimensions, logarithms } = store;
  const sum = { high: new Float64Array(dimensions), low: new Float64Array(dimensions) };
  const one = { high: new Float64Array(dimensions), low: new Float64Array(dimensions) };
  let filled = 0;
  for (let tree = 0; tree < treeCount; tree += 1) {
    const base = tree * sampleSize * PAIR_WORDS;
    const held = words[base + POINTS_HELD] as number;
    if (held === 0) continue;
    filled += 1;
    attributeTree(store, { base, query, held }, one);
    const factor = logarithms[held] as number;
    for (let j = 0; j < dimensions; j += 1) {
      sum.high[j] = (sum.high[j] as number) + factor * (one.high[j] as number);
      sum.low[j] = (sum.low[j] as number) + factor * (one.low[j] as number);
    }
  }
  for (let j = 0; j < dimensions; j += 1) {
    sum.high[j] = (sum.high[j] as number) / Math.max(filled, 1);
    sum.low[j] = (sum.low[j] as number) / Math.max(filled, 1);
  }
  return sum;
}

interface TreeQuery {
  readonly base: number;
  readonly query: Float64Array;
  readonly held: number;
}

function attributeTree(
  store: TreeStore,
  { base, query, held }: TreeQuery,
  into: Attribution,
): void {
  const { words, path } = store;
  const leafDepth = walkQuery(store, base, query);
  const leaf = path[leafDepth] as number;
  const multiplicity = (words[leaf + 1] as number) & MULTIPLICITY;
  into.high.fill(0);
  into.low.fill(0);
  loadExtent(store, base, leaf);
  const duplicate = !shareOut(store, { query, score: 1 / (leafDepth + 1) }, into);
  const score =
    (1 - multiplicity / (2 * held)) / (leafDepth + (store.logarithms[multiplicity] as number));
  if (duplicate) {
    into.high.fill(score / (2 * store.dimensions));
    into.low.fill(score / (2 * store.dimensions));
  }
  for (let depth = leafDepth - 1; depth >= 0; depth -= 1) {
    if (!duplicate) loadExtent(store, base, path[depth] as number);
    else {
      const sibling = (path[depth + 1] as number) ^ 2;
      if (depth === leafDepth - 1) loadExtent(store, base, sibling);
      else joinRecord(store, base, sibling);
    }
    if (!shareOut(store, { query, score: 1 / (depth + 1) }, into)) break;
  }
  if (duplicate) scaleTo(into, score);
}

/** Mixes in the score of a cut at this box; false if the query is inside and nothing changes. */
function shareOut(
  store: TreeStore,
  cut: { readonly query: Float64Array; readonly score: number },
  into: Attribution,
): boolean {
  const { lows, highs, dimensions } = store;
  let gap = 0;
  let range = 0;
  for (let j = 0; j < dimensions; j += 1) {
    const value = cut.query[j] as number;
    const low = lows[j] as number;
    const high = highs[j] as number;
    gap += Math.max(low - value, value - high, 0);
    range += high - low;
  }
  if (gap === 0) return false;
  const stay = range / (range + gap);
  const factor = cut.score / (range + gap);
  for (let j = 0; j < dimensions; j += 1) {
    const value = cut.query[j] as number;
    const above = Math.max(value - (highs[j] as number), 0);
    const below = Math.max((lows[j] as number) - value, 0);
    into.high[j] = (into.high[j] as number) * stay + above * factor;
    into.low[j] = (into.low[j] as number) * stay + below * factor;
  }
  return true;
}

/** Widens `lows` and `highs` to contain whatever is at the record. */
function joinRecord(store: TreeStore, base: number, record: number): void {
  const { words, points } = store;
  if ((words[record + 1] as number) >= 0) joinNode(store, base, record);
  else joinValues(store, points.values, points.locations[words[record] as number] as number);
}

function scaleTo(parts: Attribution, score: number): void {
  let sum = 0;
  for (const part of parts.high) sum += part;
  for (const part of parts.low) sum += part;
  const factor = sum > 0 ? score / sum : 0;
  for (let j = 0; j < parts.high.length; j += 1) {
    parts.high[j] = (parts.high[j] as number) * factor;
    parts.low[j] = (parts.low[j] as number) * factor;
  }
}

/** Fills `path` with the records from the root to the leaf the query falls into; returns its depth. */
function walkQuery(store: TreeStore, base: number, query: Float64Array): number {
  const { words, cuts, path } = store;
  let record = base;
  let depth = 0;
  for (;;) {
    path[depth] = record;
    const meta = words[record + 1] as number;
    if (meta < 0) return depth;
    const left = (query[meta >>> PAIR_BITS] as number) <= (cuts[record] as number);
    record = base + ((meta & PAIR) << 2) + (left ? 0 : 2);
    depth += 1;
  }
}

/** A point of the forest near the query. */
export interface Neighbour {
  readonly values: Float32Array;
  /** Sum of absolute differences. */
  readonly distance: number;
  /** Trees in which the query falls into its leaf. */
  readonly trees: number;
}

/** The points whose leaves the query falls into, nearest first. */
export function nearNeighbours(store: TreeStore, query: Float64Array): Neighbour[] {
  const { words, treeCount, sampleSize, dimensions, points } = store;
  const trees = new Map<number, number>();
  for (let tree = 0; tree < treeCount; tree += 1) {
    const base = tree * sampleSize * PAIR_WORDS;
    if (words[base + POINTS_HELD] === 0) continue;
    const depth = walkQuery(store, base, query);
    const point = words[store.path[depth] as number] as number;
    trees.set(point, (trees.get(point) ?? 0) + 1);
  }
  const neighbours = [...trees].map(([point, count]) => {
    const at = points.locations[point] as number;
    const values = points.values.slice(at, at + dimensions);
    const distance = values.reduce((sum, v, j) => sum + Math.abs(v - (query[j] as number)), 0);
    return { values, distance, trees: count };
  });
  return neighbours.toSorted((a, b) => a.distance - b.distance || b.trees - a.trees);
}
