import type { GeneratorState } from './generator.ts';
import type { PointStore } from './point-store.ts';

/**
 * All trees of a forest in a few flat arrays.
 *
 * A tree's nodes come in pairs of siblings. Every node is a record of two 32-bit words:
 *
 *   inner node   word 0: cut value (float32)   word 1: cut dimension << 15 | pair of its children
 *   leaf         word 0: point                 word 1: LEAF | multiplicity
 *
 * Pair p of tree t starts at word `(t * sampleSize + p) * 4`; its left record holds the points with
 * `value <= cut`. Pair 0 is not a pair: its left record is the root, its right one the head of the
 * list of free pairs and the number of points in the tree. An inner node is known by the pair of its
 * children, which does not change when the node's own record moves.
 *
 * Two more words a pair, side by side because they are read together, say where the node's box is and
 * how long its sides are in sum. A pair of two leaves, a third of all, has no box: its points are one.
 */
export interface TreeStore {
  readonly treeCount: number;
  readonly sampleSize: number;
  readonly dimensions: number;
  readonly points: PointStore;
  readonly generator: GeneratorState;
  /** Node records, as integers and as floats over one buffer. */
  readonly words: Int32Array;
  readonly cuts: Float32Array;
  /** Word 2n of node n, over one buffer with the next: offset of its box in `boxes`, or NO_BOX. */
  readonly boxOffsets: Int32Array;
  /** Word 2n + 1 of node n: sum of the side lengths of its box. */
  readonly ranges: Float32Array;
  /** Bounding boxes: per dimension the least and the greatest value. */
  boxes: Float32Array;
  boxWords: Int32Array;
  freeBoxHead: number;
  /** First word of the tree that is being changed; scratch. */
  treeBase: number;
  /** Where the last walk went: offset of the record at each depth, root first. */
  readonly path: Int32Array;
  /**
   * Dimensions, or sides of a box, of interest while climbing. How many they are stands at index
   * `dimensions`, or twice that for sides. Scratch.
   */
  readonly active: Int32Array;
  /** Dimensions in which the inserted point lies outside the node it is parted from, likewise. */
  readonly outside: Int32Array;
  /** How far outside, per active dimension: negative below the box, positive above; scratch. */
  readonly gaps: Float64Array;
  /** What the last climb of an insertion decided: the highest node that a cut parts from the point. */
  readonly split: Split;
  /** Bounding box of one node; scratch. */
  readonly lows: Float64Array;
  readonly highs: Float64Array;
  /** 1 / k and log2(k + 1). */
  readonly reciprocals: Float64Array;
  readonly logarithms: Float64Array;
}

interface Split {
  depth: number;
  dimension: number;
  value: number;
  /** The point lies at or below the cut. */
  low: boolean;
}

/** Sign bit of word 1: the record is a leaf; the other bits are its multiplicity. */
export const LEAF = -0x80000000;
export const MULTIPLICITY = 0x7fffffff;
export const PAIR_BITS = 15;
export const PAIR = (1 << PAIR_BITS) - 1;
/** Words of a pair. */
export const PAIR_WORDS = 4;
/** Words of `pair 0` beside the root record. */
const FREE_PAIR = 2;
export const POINTS_HELD = 3;
export const NO_BOX = -1;
/** Up to here a loop over all dimensions, without branches, beats one over those still outside. */
export const NARROW_MAX = 32;
/** A gap below this share of a box's sides is rounding: the point is inside. */
export const ROUNDING = 1e-12;
export const SAMPLE_SIZE_MAX = (1 << PAIR_BITS) - 1;
export const DIMENSIONS_MAX = 65_535;

/** Boxes made at first and added when they run out, as shares of all pairs; two thirds will be needed. */
const BOX_SHARE_FIRST = 0.6;
const BOX_SHARE_STEP = 0.04;

export function createTreeStore(options: {
  readonly treeCount: number;
  readonly sampleSize: number;
  readonly points: PointStore;
  readonly generator: GeneratorState;
}): TreeStore {
  const { treeCount, sampleSize, points } = options;
  const pairs = treeCount * sampleSize;
  const { dimensions } = points;
  const buffer = new ArrayBuffer(pairs * PAIR_WORDS * 4);
  const info = new ArrayBuffer(pairs * 2 * 4);
  const store: TreeStore = {
    treeCount,
    sampleSize,
    dimensions,
    points,
    generator: options.generator,
    words: new Int32Array(buffer),
    cuts: new Float32Array(buffer),
    boxOffsets: new Int32Array(info).fill(NO_BOX),
    ranges: new Float32Array(info),
    boxes: new Float32Array(0),
    boxWords: new Int32Array(0),
    freeBoxHead: NO_BOX,
    treeBase: 0,
    path: new Int32Array(sampleSize + 1),
    active: new Int32Array(2 * dimensions + 1),
    outside: new Int32Array(dimensions + 1),
    gaps: new Float64Array(dimensions),
    split: { depth: 0, dimension: 0, value: 0, low: false },
    lows: new Float64Array(dimensions),
    highs: new Float64Array(dimensions),
    reciprocals: Float64Array.from({ length: sampleSize + 2 }, (_, k) => 1 / k),
    logarithms: Float64Array.from({ length: sampleSize + 2 }, (_, k) => Math.log2(k + 1)),
  };
  for (let tree = 0; tree < treeCount; tree += 1) clearTree(store, tree);
  return store;
}

function clearTree(store: TreeStore, tree: number): void {
  const { words, sampleSize } = store;
  const base = tree * sampleSize * PAIR_WORDS;
  words[base + FREE_PAIR] = 1;
  words[base + POINTS_HELD] = 0;
  for (let pair = 1; pair < sampleSize; pair += 1) {
    words[base + pair * PAIR_WORDS] = pair + 1 < sampleSize ? pair + 1 : 0;
  }
}

export function takePair(store: TreeStore, base: number): number {
  const { words } = store;
  const pair = words[base + FREE_PAIR] as number;
  words[base + FREE_PAIR] = words[base + pair * PAIR_WORDS] as number;
  return pair;
}

export function freePair(store: TreeStore, base: number, pair: number): void {
  const { words } = store;
  words[base + pair * PAIR_WORDS] = words[base + FREE_PAIR] as number;
  words[base + FREE_PAIR] = pair;
}

/** Gives the node a place for its box, if it has none; `node` counts pairs over all trees. */
function ensureBox(store: TreeStore, node: number): number {
  const has = store.boxOffsets[2 * node] as number;
  if (has !== NO_BOX) return has;
  if (store.freeBoxHead === NO_BOX) growBoxes(store);
  const offset = store.freeBoxHead;
  store.freeBoxHead = store.boxWords[offset] as number;
  store.boxOffsets[2 * node] = offset;
  return offset;
}

/** The list of free boxes runs through their first word. */
export function freeBox(store: TreeStore, node: number): void {
  const offset = store.boxOffsets[2 * node] as number;
  if (offset === NO_BOX) return;
  store.boxWords[offset] = store.freeBoxHead;
  store.freeBoxHead = offset;
  store.boxOffsets[2 * node] = NO_BOX;
}

function growBoxes(store: TreeStore): void {
  const width = 2 * store.dimensions;
  const before = store.boxes.length;
  const share = before === 0 ? BOX_SHARE_FIRST : BOX_SHARE_STEP;
  const step = width * Math.ceil(store.treeCount * store.sampleSize * share);
  const boxes = new Float32Array(before + step);
  boxes.set(store.boxes);
  store.boxes = boxes;
  store.boxWords = new Int32Array(boxes.buffer);
  for (let box = before; box < before + step; box += width) {
    store.boxWords[box] = box + width < before + step ? box + width : NO_BOX;
  }
  store.freeBoxHead = before;
}

/** Fills `lows` and `highs` with the bounding box of the node whose record is at `record`. */
export function loadExtent(store: TreeStore, base: number, record: number): void {
  const { words, lows, highs, boxes, dimensions, points } = store;
  const meta = words[record + 1] as number;
  if (meta < 0) {
    setToPoint(store, words[record] as number);
    return;
  }
  const pair = meta & PAIR;
  const box = store.boxOffsets[2 * ((base >> 2) + pair)] as number;
  if (box === NO_BOX) {
    const at = base + pair * PAIR_WORDS;
    setToPoint(store, words[at] as number);
    joinValues(store, points.values, points.locations[words[at + 2] as number] as number);
    return;
  }
  for (let j = 0; j < dimensions; j += 1) {
    lows[j] = boxes[box + 2 * j] as number;
    highs[j] = boxes[box + 2 * j + 1] as number;
  }
}

function setToPoint(store: TreeStore, point: number): void {
  const { lows, highs, dimensions, points } = store;
  const at = points.locations[point] as number;
  for (let j = 0; j < dimensions; j += 1) {
    const value = points.values[at + j] as number;
    lows[j] = value;
    highs[j] = value;
  }
}

/** Computes the box of a node, or the range of a pair of leaves, from its two children. */
export function boxFromChildren(store: TreeStore, base: number, pair: number): void {
  const { words, points } = store;
  const left = base + (pair << 2);
  const leftIsLeaf = (words[left + 1] as number) < 0;
  const rightIsLeaf = (words[left + 3] as number) < 0;
  loadExtent(store, base, leftIsLeaf ? left + 2 : left);
  if (leftIsLeaf)
    joinValues(store, points.values, points.locations[words[left] as number] as number);
  else if (rightIsLeaf) {
    joinValues(store, points.values, points.locations[words[left + 2] as number] as number);
  } else joinNode(store, base, left + 2);
  if (leftIsLeaf && rightIsLeaf) {
    freeBox(store, (base >> 2) + pair);
    store.ranges[2 * ((base >> 2) + pair) + 1] = extentRange(store);
  } else saveExtent(store, (base >> 2) + pair);
}

/** Widens `lows` and `highs` to contain an inner node. */
export function joinNode(store: TreeStore, base: number, record: number): void {
  const { words, boxes, lows, highs, points, dimensions } = store;
  const pair = (words[record + 1] as number) & PAIR;
  const box = store.boxOffsets[2 * ((base >> 2) + pair)] as number;
  if (box === NO_BOX) {
    const at = base + (pair << 2);
    joinValues(store, points.values, points.locations[words[at] as number] as number);
    joinValues(store, points.values, points.locations[words[at + 2] as number] as number);
    return;
  }
  for (let j = 0; j < dimensions; j += 1) {
    lows[j] = Math.min(lows[j] as number, boxes[box + 2 * j] as number);
    highs[j] = Math.max(highs[j] as number, boxes[box + 2 * j + 1] as number);
  }
}

/** Widens `lows` and `highs` to contain `dimensions` values starting at `at`. */
export function joinValues(store: TreeStore, values: ArrayLike<number>, at: number): void {
  const { lows, highs, dimensions } = store;
  for (let j = 0; j < dimensions; j += 1) {
    const value = values[at + j] as number;
    if (value < (lows[j] as number)) lows[j] = value;
    else if (value > (highs[j] as number)) highs[j] = value;
  }
}

/** Sum of the side lengths of the box in `lows` and `highs`. */
export function extentRange(store: TreeStore): number {
  const { lows, highs, dimensions } = store;
  let sum = 0;
  for (let j = 0; j < dimensions; j += 1) sum += (highs[j] as number) - (lows[j] as number);
  return sum;
}

/** Stores `lows` and `highs` as the box of the node. */
export function saveExtent(store: TreeStore, node: number): void {
  const { lows, highs, dimensions } = store;
  const box = ensureBox(store, node);
  const { boxes } = store;
  for (let j = 0; j < dimensions; j += 1) {
    boxes[box + 2 * j] = lows[j] as number;
    boxes[box + 2 * j + 1] = highs[j] as number;
  }
  store.ranges[2 * node + 1] = extentRange(store);
}

/** The range of a box from its sides: never by differences, which would leave rounding errors behind. */
export function sumRange(store: TreeStore, node: number): void {
  const { boxes, dimensions } = store;
  const box = store.boxOffsets[2 * node] as number;
  let sum = 0;
  for (let j = 0; j < dimensions; j += 1) {
    sum += (boxes[box + 2 * j + 1] as number) - (boxes[box + 2 * j] as number);
  }
  store.ranges[2 * node + 1] = sum;
}
