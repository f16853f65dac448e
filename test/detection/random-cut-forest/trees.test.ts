import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGenerator } from '../../../src/detection/random-cut-forest/generator.ts';
import { insertPoint } from '../../../src/detection/random-cut-forest/insert.ts';
import {
  addNewestPoint,
  appendBlock,
  createPointStore,
} from '../../../src/detection/random-cut-forest/point-store.ts';
import { removePoint } from '../../../src/detection/random-cut-forest/remove.ts';
import {
  createTreeStore,
  LEAF,
  loadExtent,
  MULTIPLICITY,
  NO_BOX,
  PAIR,
  PAIR_BITS,
  POINTS_HELD,
  type TreeStore,
} from '../../../src/detection/random-cut-forest/tree-store.ts';

const SAMPLE_SIZE = 32;

interface Garden {
  readonly trees: TreeStore;
  readonly plant: (values: readonly number[]) => number;
}

function garden(dimensions: number): Garden {
  const points = createPointStore(dimensions, dimensions);
  const trees = createTreeStore({
    treeCount: 2,
    sampleSize: SAMPLE_SIZE,
    points,
    generator: createGenerator('garden'),
  });
  return {
    trees,
    plant(values) {
      appendBlock(points, values, 0);
      return insertPoint(trees, 1, addNewestPoint(points));
    },
  };
}

/** Walks the second tree and checks everything that must hold at every node; returns its points. */
function survey(trees: TreeStore): Map<number, number> {
  const base = SAMPLE_SIZE * 4;
  const found = new Map<number, number>();
  if (trees.words[base + POINTS_HELD] !== 0) surveyNode(trees, base, found);
  return found;
}

interface Extent {
  readonly lows: number[];
  readonly highs: number[];
}

function surveyNode(trees: TreeStore, record: number, found: Map<number, number>): Extent {
  const base = SAMPLE_SIZE * 4;
  const meta = trees.words[record + 1] as number;
  if (meta < 0) {
    const point = trees.words[record] as number;
    found.set(point, meta & MULTIPLICITY);
    const at = trees.points.locations[point] as number;
    const values = Array.from(trees.points.values.subarray(at, at + trees.dimensions));
    return { lows: values, highs: values };
  }
  const pair = meta & PAIR;
  const left = surveyNode(trees, base + pair * 4, found);
  const right = surveyNode(trees, base + pair * 4 + 2, found);
  const cut = trees.cuts[record] as number;
  const dimension = meta >>> PAIR_BITS;
  expect(left.highs[dimension]).toBeLessThanOrEqual(cut);
  expect(right.lows[dimension]).toBeGreaterThan(cut);
  const lows = left.lows.map((low, j) => Math.min(low, right.lows[j] as number));
  const highs = left.highs.map((high, j) => Math.max(high, right.highs[j] as number));
  loadExtent(trees, base, record);
  expect([...trees.lows]).toEqual(lows);
  expect([...trees.highs]).toEqual(highs);
  const node = SAMPLE_SIZE + pair;
  const range = highs.reduce((sum, high, j) => sum + (high - (lows[j] as number)), 0);
  expect(trees.ranges[2 * node + 1]).toBe(Math.fround(range));
  const twoLeaves = isLeaf(trees, base + pair * 4) && isLeaf(trees, base + pair * 4 + 2);
  expect((trees.boxOffsets[2 * node] as number) === NO_BOX).toBe(twoLeaves);
  return { lows, highs };
}

function isLeaf(trees: TreeStore, record: number): boolean {
  return ((trees.words[record + 1] as number) & LEAF) !== 0;
}

/** Steps of a history: values to insert, or which of the points held to take out. */
const history = (dimensions: number): fc.Arbitrary<readonly (number[] | number)[]> =>
  fc.array(
    fc.oneof(
      { weight: 3, arbitrary: fc.array(fc.integer({ min: -4, max: 4 }), sized(dimensions)) },
      { weight: 2, arbitrary: fc.nat({ max: SAMPLE_SIZE }) },
    ),
    { maxLength: 120 },
  );

function sized(length: number): { minLength: number; maxLength: number } {
  return { minLength: length, maxLength: length };
}

describe('the trees of a forest', () => {
  it.each([1, 3, 40])(
    'keep exact boxes, cuts and counts through any history of insertions and removals (%i dimensions)',
    (dimensions) => {
      fc.assert(
        fc.property(history(dimensions), (steps) => {
          const { trees, plant } = garden(dimensions);
          const held: number[] = [];
          for (const step of steps) {
            if (typeof step !== 'number') {
              if (held.length < SAMPLE_SIZE) held.push(plant(step));
            } else if (held.length > 0) {
              const [gone = 0] = held.splice(step % held.length, 1);
              removePoint(trees, 1, gone);
            }
            const counts = new Map<number, number>();
            for (const point of held) counts.set(point, (counts.get(point) ?? 0) + 1);
            expect(survey(trees)).toEqual(counts);
          }
        }),
        { numRuns: dimensions > 32 ? 10 : 40, seed: 1 },
      );
    },
  );

  it('cuts a dimension as often as its share of the range', () => {
    let first = 0;
    const rounds = 2_000;
    const points = createPointStore(2, 2);
    const generator = createGenerator('cuts');
    for (let round = 0; round < rounds; round += 1) {
      const trees = createTreeStore({ treeCount: 1, sampleSize: 4, points, generator });
      for (const values of [
        [0, 0],
        [3, 1],
      ]) {
        appendBlock(points, values, 0);
        insertPoint(trees, 0, addNewestPoint(points));
      }
      if ((trees.words[1] as number) >>> PAIR_BITS === 0) first += 1;
    }
    // 3 of 4 units of length lie in the first dimension; four standard errors are 0.039.
    expect(Math.abs(first / rounds - 0.75)).toBeLessThan(0.039);
  });
});
