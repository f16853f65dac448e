import {
  loadExtent,
  MULTIPLICITY,
  PAIR,
  PAIR_BITS,
  PAIR_WORDS,
  POINTS_HELD,
  type TreeStore,
} from './tree-store.ts';

/** The leaf that suits the known values best, and how anomalous the completed query is there. */
interface Candidate {
  readonly point: number;
  readonly rank: number;
}

interface Search {
  readonly store: TreeStore;
  readonly base: number;
  readonly query: Float64Array;
  /** 1 where the value is missing. */
  readonly missing: Uint8Array;
}

/**
 * Likely values of the missing dimensions, given the others: each tree proposes those of the leaf
 * that makes the completed query least anomalous, looking into both children where the cut is in a
 * missing dimension; the proposal of the forest is the median per dimension. Written into `query`.
 */
export function imputeQuery(store: TreeStore, query: Float64Array, missing: Uint8Array): void {
  const { words, treeCount, sampleSize, dimensions, points } = store;
  const proposals: number[] = [];
  for (let tree = 0; tree < treeCount; tree += 1) {
    const base = tree * sampleSize * PAIR_WORDS;
    if (words[base + POINTS_HELD] === 0) continue;
    const best = searchNode({ store, base, query, missing }, base, 0);
    proposals.push(points.locations[best.point] as number);
  }
  if (proposals.length === 0) return;
  const values = new Float64Array(proposals.length);
  for (let j = 0; j < dimensions; j += 1) {
    if (missing[j] === 0) continue;
    proposals.forEach((at, k) => {
      values[k] = points.values[at + j] as number;
    });
    values.sort();
    query[j] = values[(values.length - 1) >> 1] as number;
  }
}

function searchNode(search: Search, record: number, depth: number): Candidate {
  const { store, base, query, missing } = search;
  const meta = store.words[record + 1] as number;
  if (meta < 0) return leafCandidate(search, record, depth);
  const dimension = meta >>> PAIR_BITS;
  const left = base + ((meta & PAIR) << 2);
  const below = searchChildren();
  const { gap, range } = gapAt(search, record);
  if (gap === 0) return below;
  const probability = gap / (range + gap);
  return { point: below.point, rank: probability / (depth + 1) + (1 - probability) * below.rank };

  function searchChildren(): Candidate {
    if (missing[dimension] === 0) {
      const goesLeft = (query[dimension] as number) <= (store.cuts[record] as number);
      return searchNode(search, goesLeft ? left : left + 2, depth + 1);
    }
    const one = searchNode(search, left, depth + 1);
    const other = searchNode(search, left + 2, depth + 1);
    return other.rank < one.rank ? other : one;
  }
}

function leafCandidate(search: Search, record: number, depth: number): Candidate {
  const { words, logarithms } = search.store;
  const point = words[record] as number;
  const multiplicity = (words[record + 1] as number) & MULTIPLICITY;
  const { gap } = gapAt(search, record);
  if (gap > 0) return { point, rank: 1 / (depth + 1) };
  return { point, rank: depth === 0 ? 0 : 1 / (depth + (logarithms[multiplicity] as number)) };
}

/** How far the known values lie outside a node's box, and the sum of all its side lengths. */
function gapAt(search: Search, record: number): { gap: number; range: number } {
  const { store, base, query, missing } = search;
  loadExtent(store, base, record);
  const { lows, highs, dimensions } = store;
  let gap = 0;
  let range = 0;
  for (let j = 0; j < dimensions; j += 1) {
    const low = lows[j] as number;
    const high = highs[j] as number;
    range += high - low;
    if (missing[j] === 1) continue;
    const value = query[j] as number;
    if (value < low) gap += low - value;
    else if (value > high) gap += value - high;
  }
  return { gap, range };
}
