import { leafScore } from './leaf-score.ts';
import {
  MULTIPLICITY,
  NO_BOX,
  PAIR,
  PAIR_BITS,
  PAIR_WORDS,
  POINTS_HELD,
  ROUNDING,
  type TreeStore,
} from './tree-store.ts';

/**
 * The score for few dimensions. How far a value lies outside a side is half of what its distances to
 * both ends exceed the side's length by: no branch depends on the data, which would be mispredicted in
 * every other dimension.
 */
export function scoreNarrowTrees(store: TreeStore, query: Float64Array): number {
  const { words, cuts, path, dimensions, boxOffsets, boxes, ranges, reciprocals } = store;
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
    const same = isPoint(store, words[record] as number, query);
    let score = leafScore(store, { held, depth, copies: same ? meta & MULTIPLICITY : 0 });
    if (same) depth = 0;
    while (depth > 0) {
      depth -= 1;
      const node = (base >> 2) + (path[depth] as number);
      const box = boxOffsets[2 * node] as number;
      const range = ranges[2 * node + 1] as number;
      let spans = 0;
      if (box === NO_BOX) spans = spansToPair(store, node << 2, query);
      else {
        for (let j = 0; j < dimensions; j += 1) {
          const value = query[j] as number;
          const low = boxes[box + 2 * j] as number;
          const high = boxes[box + 2 * j + 1] as number;
          spans += Math.abs(value - low) + Math.abs(high - value) - (high - low);
        }
      }
      const gap = spans / 2;
      if (gap <= ROUNDING * range) break;
      score += (gap / (range + gap)) * ((reciprocals[depth + 1] as number) - score);
    }
    total += score;
  }
  return (total * (store.logarithms[held] as number)) / treeCount;
}

function isPoint(store: TreeStore, point: number, query: Float64Array): boolean {
  const { values, locations } = store.points;
  const at = locations[point] as number;
  for (let j = 0; j < query.length; j += 1) if (values[at + j] !== query[j]) return false;
  return true;
}

/** Twice the distance from the box of two leaves. */
function spansToPair(store: TreeStore, record: number, query: Float64Array): number {
  const { words, points } = store;
  const { values, locations } = points;
  const a = locations[words[record] as number] as number;
  const b = locations[words[record + 2] as number] as number;
  let spans = 0;
  for (let j = 0; j < query.length; j += 1) {
    const value = query[j] as number;
    const one = values[a + j] as number;
    const other = values[b + j] as number;
    spans += Math.abs(value - one) + Math.abs(value - other) - Math.abs(one - other);
  }
  return spans;
}
