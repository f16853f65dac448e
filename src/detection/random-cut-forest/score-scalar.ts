import { MULTIPLICITY, NO_BOX, PAIR_WORDS, POINTS_HELD, type TreeStore } from './tree-store.ts';

/**
 * The score where points have one dimension: the same walk and climb with the value in a register and
 * no lists. A cut's dimension is 0, so an inner node's second word is its pair of children.
 */
export function scoreScalarTrees(store: TreeStore, value: number): number {
  const { words, cuts, path, treeCount, sampleSize, logarithms, reciprocals } = store;
  const { values, locations } = store.points;
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
      path[depth] = meta;
      depth += 1;
      record = base + (meta << 2) + (value <= (cuts[record] as number) ? 0 : 2);
      meta = words[record + 1] as number;
    }
    let score = reciprocals[depth + 1] as number;
    if (values[locations[words[record] as number] as number] === value) {
      const copies = meta & MULTIPLICITY;
      score = (1 - copies / (2 * held)) / (depth + (logarithms[copies] as number));
      depth = 0;
    }
    total += climb(store, base, { depth, score, value }) * (logarithms[held] as number);
  }
  return filled === 0 ? 0 : total / filled;
}

/** From the leaf up to the first box that contains the value. */
function climb(
  store: TreeStore,
  base: number,
  leaf: { readonly depth: number; readonly score: number; readonly value: number },
): number {
  const { path, boxes, boxOffsets, reciprocals } = store;
  const { value } = leaf;
  let { depth, score } = leaf;
  while (depth > 0) {
    depth -= 1;
    const pair = path[depth] as number;
    const box = boxOffsets[2 * ((base >> 2) + pair)] as number;
    let low = 0;
    let high = 0;
    if (box === NO_BOX) {
      const one = leafValue(store, base + (pair << 2));
      const other = leafValue(store, base + (pair << 2) + 2);
      low = Math.min(one, other);
      high = Math.max(one, other);
    } else {
      low = boxes[box] as number;
      high = boxes[box + 1] as number;
    }
    if (value >= low && value <= high) return score;
    const gap = value < low ? low - value : value - high;
    score += (gap / (high - low + gap)) * ((reciprocals[depth + 1] as number) - score);
  }
  return score;
}

function leafValue(store: TreeStore, record: number): number {
  const { values, locations } = store.points;
  return values[locations[store.words[record] as number] as number] as number;
}
