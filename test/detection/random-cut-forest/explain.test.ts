import { describe, expect, it } from 'vitest';
import {
  createRandomCutForest,
  fromKinesis,
  type Attribution,
  type RandomCutForest,
} from '../../../src/detection/index.ts';
import { createRandom } from '../../../src/runtime/random.ts';
import { noise, sine } from '../streams.ts';

function trained(dimensions: number): RandomCutForest {
  const forest = createRandomCutForest({ dimensions, seed: 'explain' });
  for (const x of noise(1_000, dimensions)) forest.update(x);
  return forest;
}

function total({ high, low }: Attribution): number {
  return [...high, ...low].reduce((a, b) => a + b, 0);
}

describe('attribution', () => {
  it.each([1, 3, 40])('sums to the score, for points of the forest too (%i dimensions)', (d) => {
    const forest = trained(d);
    const points = [...noise(40, d), ...noise(40, d, createRandom('other'))];
    for (const point of points) {
      expect(total(forest.attribution(point))).toBeCloseTo(forest.score(point), 9);
    }
  });

  it('blames the dimension and the side that are out', () => {
    const { high, low } = trained(3).attribution([0, 0, -9]);
    expect(low[2]).toBeGreaterThan(5 * Math.max(...high, low[0] as number, low[1] as number));
  });
});

describe('near neighbours', () => {
  it('are points of the stream, nearest first, and the nearest is near', () => {
    const stream = [...noise(1_000, 2)];
    const forest = createRandomCutForest({ dimensions: 2 });
    for (const x of stream) forest.update(x);
    const neighbours = forest.nearNeighbours([0.1, -0.2]);
    expect(neighbours.reduce((sum, { trees }) => sum + trees, 0)).toBe(50);
    const distances = neighbours.map(({ distance }) => distance);
    expect(distances).toEqual(distances.toSorted((a, b) => a - b));
    expect(distances[0]).toBeLessThan(0.5);
    const seen = new Set(stream.map(([x = 0, y = 0]) => `${Math.fround(x)},${Math.fround(y)}`));
    for (const { values } of neighbours) expect(seen).toContain(values.join(','));
  });
});

describe('imputation', () => {
  it('fills a missing value from what goes with the others', () => {
    const forest = createRandomCutForest({ dimensions: 2 });
    const random = createRandom('pairs');
    for (let t = 0; t < 2_000; t += 1) {
      const side = random.chance(0.5) ? 1 : -1;
      forest.update([10 * side + random.normal() / 5, 3 * side + random.normal() / 5]);
    }
    expect(forest.impute([10, 99], [1])[1]).toBeCloseTo(3, 0);
    expect(forest.impute([-10, Number.NaN], [1])[1]).toBeCloseTo(-3, 0);
    expect(() => forest.impute([0, 0], [2])).toThrow(/missing is 2/);
  });

  it('extrapolates a periodic signal by its shape', () => {
    const forest = createRandomCutForest({ dimensions: 1, shingleSize: 8 });
    for (const x of sine(3_000, createRandom('ahead'))) forest.update(x);
    const ahead = forest.extrapolate(25);
    const errors = ahead.map(([v = 0], k) => v - 10 * Math.sin((2 * Math.PI * k) / 50));
    expect(Math.max(...errors.map(Math.abs))).toBeLessThan(3);
  });
});

describe('the arguments of the retired SQL function', () => {
  it('make the same forest as their modern counterparts', () => {
    const kinesis = fromKinesis(40, 128, 1_000, 2, { dimensions: 2 });
    const modern = createRandomCutForest({
      dimensions: 2,
      numberOfTrees: 40,
      sampleSize: 128,
      timeDecay: 0.001,
      shingleSize: 2,
    });
    for (const x of noise(500, 2)) expect(kinesis.scoreAndUpdate(x)).toBe(modern.scoreAndUpdate(x));
    expect(fromKinesis().settings).toMatchObject({
      dimensions: 1,
      numberOfTrees: 100,
      sampleSize: 256,
      timeDecay: 1e-5,
      shingleSize: 1,
    });
    expect(() => fromKinesis(100, 256, 0)).toThrow(/timeDecay is 0/);
  });
});
