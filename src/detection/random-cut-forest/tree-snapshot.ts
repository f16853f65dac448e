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
}

/** First byte of a node: a leaf, or the number of bytes of a cut's dimension. */
const LEAF_MARK = 0;
const SMALL_DIMENSION = 1;
const LARGE_DIMENSION = 2;

/** The nodes in preorder; a leaf is the place of its point in the tree's sample. */
export function writeTree(writer: ByteWriter, { trees, samplers, tree }: TreeInForest): void {
  const { words, cuts, sampleSize } = trees;
  const base = tree * sampleSize * PAIR_WORDS;
  const size = samplers.sizes[tree] as number;
  if (size === 0) return;
  const first = tree * sampleSize;
  const places = new Map<number, number>();
  for (let k = 0; k < size; k += 1) places.set(samplers.points[first + k] as number, k);
  const pending = [base];
  for (let record = pending.pop(); record !== undefined; record = pending.pop()) {
    const meta = words[record + 1] as number;
    if (meta < 0) {
      writer.u8(LEAF_MARK);
      writer.u16(places.get(words[record] as number) ?? 0);
      continue;
    }
    const dimension = meta >>> PAIR_BITS;
    writer.u8(dimension < 256 ? SMALL_DIMENSION : LARGE_DIMENSION);
    if (dimension < 256) writer.u8(dimension);
    else writer.u16(dimension);
    writer.f32(cuts[record] as number);
    const left = base + ((meta & PAIR) << 2);
    pending.push(left + 2, left);
  }
}

/** Rebuilds the tree, then its boxes from the leaves upwards. */
export function readTree(reader: ByteReader, { trees, samplers, tree }: TreeInForest): void {
  const { words, sampleSize } = trees;
  const base = tree * sampleSize * PAIR_WORDS;
  const size = samplers.sizes[tree] as number;
  words[base + POINTS_HELD] = size;
  if (size === 0) return;
  const copies = new Map<number, number>();
  for (let k = 0; k < size; k += 1) {
    const point = samplers.points[tree * sampleSize + k] as number;
    copies.set(point, (copies.get(point) ?? 0) + 1);
  }
  const inner: number[] = [];
  const pending = [base];
  for (let record = pending.pop(); record !== undefined; record = pending.pop()) {
    const mark = reader.u8();
    if (mark === LEAF_MARK) {
      const place = reader.u16();
      if (place >= size) throw new RangeError('A leaf names an unknown sample.');
      const point = samplers.points[tree * sampleSize + place] as number;
      words[record] = point;
      words[record + 1] = LEAF | (copies.get(point) ?? 1);
      continue;
    }
    const left = readCut(reader, trees, { base, record, mark });
    inner.push(left >> 2);
    pending.push(left + 2, left);
  }
  for (let k = inner.length - 1; k >= 0; k -= 1) {
    boxFromChildren(trees, base, (inner[k] as number) - (base >> 2));
  }
}

/** Reads an inner node into its record and gives it a pair of children; returns the left one's. */
function readCut(
  reader: ByteReader,
  trees: TreeStore,
  node: { readonly base: number; readonly record: number; readonly mark: number },
): number {
  const dimension = node.mark === SMALL_DIMENSION ? reader.u8() : reader.u16();
  if (dimension >= trees.dimensions) throw new RangeError('A cut names an unknown dimension.');
  const pair = takePair(trees, node.base);
  if (pair === 0) throw new RangeError('A tree has more nodes than its sample allows.');
  trees.cuts[node.record] = reader.f32();
  trees.words[node.record + 1] = (dimension << PAIR_BITS) | pair;
  return node.base + (pair << 2);
}
