import type { ByteReader } from '../snapshot/byte-reader.ts';
import type { ByteWriter } from '../snapshot/byte-writer.ts';
import type { Samplers } from './sampler.ts';
import {
  boxFromChildren,
  LEAF,
  PAIR,
  PAIR_BITS,
  PAIR_WORDS,
  POINTS_HELD,
  takePair,
  type TreeStore,
} from './tree-store.ts';

export interface TreeInForest {
  readonly trees: TreeStore;
  readonly samplers: Samplers;
  readonly tree: number;
  /** One number per point; reading expects zeros and leaves them. */
  readonly scratch: Uint16Array;
}

/** In the list of nodes in preorder: a leaf. An inner node is its cut's dimension. */
const LEAF_MARK = 0xffff;

/**
 * Three lists: the nodes in preorder, the values of their cuts, and for each leaf the place of its
 * point in the tree's sample.
 */
export function writeTree(
  writer: ByteWriter,
  { trees, samplers, tree, scratch }: TreeInForest,
): void {
  const { words, cuts, sampleSize } = trees;
  const base = tree * sampleSize * PAIR_WORDS;
  const size = samplers.sizes[tree] as number;
  const first = tree * sampleSize;
  for (let k = 0; k < size; k += 1) scratch[samplers.points[first + k] as number] = k;
  const nodes: number[] = [];
  const values: number[] = [];
  const places: number[] = [];
  const pending = size === 0 ? [] : [base];
  for (let record = pending.pop(); record !== undefined; record = pending.pop()) {
    const meta = words[record + 1] as number;
    if (meta < 0) {
      nodes.push(LEAF_MARK);
      places.push(scratch[words[record] as number] as number);
      continue;
    }
    nodes.push(meta >>> PAIR_BITS);
    values.push(cuts[record] as number);
    const left = base + ((meta & PAIR) << 2);
    pending.push(left + 2, left);
  }
  writer.u16(places.length);
  writer.u16s(Uint16Array.from(nodes));
  writer.f32s(Float32Array.from(values));
  writer.u16s(Uint16Array.from(places));
}

/** Rebuilds the tree, then its boxes from the leaves upwards. */
export function readTree(reader: ByteReader, inForest: TreeInForest): void {
  const { trees, samplers, tree, scratch } = inForest;
  const { words, cuts, sampleSize } = trees;
  const base = tree * sampleSize * PAIR_WORDS;
  const size = samplers.sizes[tree] as number;
  const sample = samplers.points.subarray(tree * sampleSize, tree * sampleSize + size);
  const { nodes, values, places } = readLists(reader, size);
  words[base + POINTS_HELD] = size;
  for (const point of sample) scratch[point] = (scratch[point] as number) + 1;
  const inner: number[] = [];
  const pending = nodes.length === 0 ? [] : [base];
  let leaves = 0;
  for (const node of nodes) {
    const record = pending.pop();
    if (record === undefined) throw new RangeError('A tree goes on behind its last leaf.');
    if (node === LEAF_MARK) {
      const point = sample[places[leaves] as number] ?? 0;
      leaves += 1;
      words[record] = point;
      words[record + 1] = LEAF | (scratch[point] as number);
      continue;
    }
    const pair = takePair(trees, base);
    if (pair === 0 || node >= trees.dimensions) throw new RangeError('A tree is malformed.');
    cuts[record] = values[inner.length] as number;
    words[record + 1] = (node << PAIR_BITS) | pair;
    inner.push(pair);
    pending.push(base + (pair << 2) + 2, base + (pair << 2));
  }
  for (const point of sample) scratch[point] = 0;
  for (let k = inner.length - 1; k >= 0; k -= 1) boxFromChildren(trees, base, inner[k] as number);
}

function readLists(
  reader: ByteReader,
  size: number,
): { nodes: Uint16Array; values: Float32Array; places: Uint16Array } {
  const leaves = reader.u16();
  if (leaves > size || (leaves === 0 && size > 0)) {
    throw new RangeError('A tree has another number of leaves than its sample has points.');
  }
  const nodes = new Uint16Array(Math.max(2 * leaves - 1, 0));
  const values = new Float32Array(Math.max(leaves - 1, 0));
  const places = new Uint16Array(leaves);
  reader.u16s(nodes, nodes.length);
  reader.f32s(values, values.length);
  reader.u16s(places, leaves);
  return { nodes, values, places };
}
