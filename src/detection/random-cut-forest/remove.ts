import { walkToLeaf } from './insert.ts';
import type { PointStore } from './point-store.ts';
import {
  boxFromChildren,
  freeBox,
  freePair,
  MULTIPLICITY,
  NO_BOX,
  PAIR,
  PAIR_WORDS,
  POINTS_HELD,
  sumRange,
  type TreeStore,
} from './tree-store.ts';

/**
 * Takes one copy of a point out of a tree: the leaf's sibling moves up into their parent's place
 * (Guha et al. 2016, algorithm 1), and the boxes above shrink where the point was their side.
 */
export function removePoint(store: TreeStore, tree: number, point: number): void {
  const base = tree * store.sampleSize * PAIR_WORDS;
  const { words, path, points } = store;
  store.treeBase = base;
  const at = points.locations[point] as number;
  const depth = walkToLeaf(store, base, at);
  const leaf = path[depth] as number;
  words[base + POINTS_HELD] = (words[base + POINTS_HELD] as number) - 1;
  const meta = words[leaf + 1] as number;
  if ((meta & MULTIPLICITY) > 1) {
    words[leaf + 1] = meta - 1;
    return;
  }
  if (depth === 0) return;
  splice(store, base, depth);
  shrinkAncestors(store, { base, depth: depth - 2, at });
}

function splice(store: TreeStore, base: number, depth: number): void {
  const { words, path } = store;
  const leaf = path[depth] as number;
  const parent = path[depth - 1] as number;
  const pair = (words[parent + 1] as number) & PAIR;
  const sibling = leaf ^ 2;
  words[parent] = words[sibling] as number;
  words[parent + 1] = words[sibling + 1] as number;
  freeBox(store, (base >> 2) + pair);
  freePair(store, base, pair);
}

/** Climbs until a box did not change: none above can. */
function shrinkAncestors(
  store: TreeStore,
  place: { readonly base: number; readonly depth: number; readonly at: number },
): void {
  const { base, at } = place;
  const { words, path, active, dimensions } = store;
  for (let side = 0; side < 2 * dimensions; side += 1) active[side] = side;
  active[2 * dimensions] = 2 * dimensions;
  for (let depth = place.depth; depth >= 0; depth -= 1) {
    const pair = (words[(path[depth] as number) + 1] as number) & PAIR;
    const left = base + (pair << 2);
    if ((words[left + 1] as number) < 0 && (words[left + 3] as number) < 0) {
      boxFromChildren(store, base, pair);
    } else if (!shrinkBox(store, base, { pair, at })) return;
  }
}

/**
 * Recomputes the sides that the removed point touched; false if none moved. A side that the point did
 * not touch, or shared, it does not move in any box above either, so those are struck off.
 */
function shrinkBox(
  store: TreeStore,
  base: number,
  gone: { readonly pair: number; readonly at: number },
): boolean {
  const { boxes, dimensions, points, active } = store;
  const box = store.boxOffsets[2 * ((base >> 2) + gone.pair)] as number;
  const left = base + (gone.pair << 2);
  const before = active[2 * dimensions] as number;
  let count = 0;
  for (let k = 0; k < before; k += 1) {
    const side = active[k] as number;
    const value = points.values[gone.at + (side >> 1)] as number;
    if (value !== (boxes[box + side] as number)) continue;
    const one = sideOf(store, left, side);
    const other = sideOf(store, left + 2, side);
    const moved = one < other === ((side & 1) === 0) ? one : other;
    if (moved === value) continue;
    boxes[box + side] = moved;
    active[count] = side;
    count += 1;
  }
  active[2 * dimensions] = count;
  if (count > 0) sumRange(store, (base >> 2) + gone.pair);
  return count > 0;
}

/** A side of a child's box: `side` is twice the dimension, plus one for the upper side. */
function sideOf(store: TreeStore, record: number, side: number): number {
  const { words, boxes, points } = store;
  const meta = words[record + 1] as number;
  if (meta < 0) return valueOf(points, words[record] as number, side >> 1);
  const pair = store.treeBase + ((meta & PAIR) << 2);
  const box = store.boxOffsets[2 * (pair >> 2)] as number;
  if (box !== NO_BOX) return boxes[box + side] as number;
  const a = valueOf(points, words[pair] as number, side >> 1);
  const b = valueOf(points, words[pair + 2] as number, side >> 1);
  return a < b === ((side & 1) === 0) ? a : b;
}

function valueOf(points: PointStore, point: number, dimension: number): number {
  return points.values[(points.locations[point] as number) + dimension] as number;
}
