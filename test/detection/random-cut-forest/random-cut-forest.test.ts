import { describe, expect, it } from 'vitest';
import {
  createRandomCutForest,
  restoreRandomCutForest,
} from '../../../src/detection/random-cut-forest/random-cut-forest.ts';
import { createRandom } from '../../../src/runtime/random.ts';
import { noise, sine } from '../streams.ts';

function scoresWith(seed: string): number[] {
  const forest = createRandomCutForest({ dimensions: 2, seed });
  return [...noise(400, 2)].map((x) => forest.scoreAndUpdate(x));
}

describe('a random cut forest', () => {
  it('gives 0 until outputAfter observations were learned', () => {
    const forest = createRandomCutForest({ dimensions: 1, outputAfter: 10 });
    const scores = [...noise(12, 1)].map((x) => forest.scoreAndUpdate(x));
    expect(scores.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 0));
    expect(scores[10]).toBeGreaterThan(0);
  });

  it('scores the ordinary about 1 and a far outlier near log2(sampleSize + 1)', () => {
    const forest = createRandomCutForest({ dimensions: 3 });
    for (const x of noise(1_000, 3)) forest.update(x);
    expect(forest.score([0, 0, 0])).toBeLessThan(1.1);
    expect(forest.score([1e6, 0, 0])).toBeGreaterThan(0.85 * Math.log2(257));
  });

  it('changes nothing when it only scores', () => {
    const forest = createRandomCutForest({ dimensions: 1, shingleSize: 8, seed: 3 });
    const twin = createRandomCutForest({ dimensions: 1, shingleSize: 8, seed: 3 });
    for (const x of sine(600, createRandom('sine'))) {
      const first = forest.score(x);
      expect(forest.score([99])).toBeGreaterThanOrEqual(0);
      forest.update(x);
      expect(twin.scoreAndUpdate(x)).toBe(first);
    }
  });

  it('gives equal scores for equal seeds and others for others', () => {
    expect(scoresWith('a')).toEqual(scoresWith('a'));
    expect(scoresWith('a')).not.toEqual(scoresWith('b'));
  });

  it('notices a break of the shape that no single value shows', () => {
    const forest = createRandomCutForest({ dimensions: 1, shingleSize: 8 });
    for (const x of sine(3_000, createRandom('sine'))) forest.update(x);
    const phase = (3_000 % 50) / 50;
    const next = 10 * Math.sin(2 * Math.PI * phase);
    expect(forest.score([next])).toBeLessThan(1.2);
    expect(forest.score([next + 8])).toBeGreaterThan(1.35 * forest.score([next]));
  });

  it('takes a constant stream, whose every point is the same leaf', () => {
    const forest = createRandomCutForest({ dimensions: 2 });
    for (let t = 0; t < 2_000; t += 1) forest.update([5, 5]);
    expect(forest.score([5, 5])).toBeLessThan(0.6);
    expect(forest.score([5, 6])).toBeGreaterThan(3);
  });

  it.each([1, 2, 17, 300, 2_000])('works with %i dimensions', (dimensions) => {
    const forest = createRandomCutForest({ dimensions, numberOfTrees: 10, sampleSize: 64 });
    for (const x of noise(150, dimensions)) forest.update(x);
    expect(forest.score(Array.from({ length: dimensions }, () => 0))).toBeLessThan(1.5);
    expect(forest.score(Array.from({ length: dimensions }, () => 30))).toBeGreaterThan(3);
  });

  it('treats -0 as 0', () => {
    const forest = createRandomCutForest({ dimensions: 1 });
    for (let t = 0; t < 500; t += 1) forest.update([t % 2 === 0 ? -0 : 1]);
    expect(forest.score([-0])).toBe(forest.score([0]));
  });

  it.each([Number.NaN, Infinity, -Infinity, 1e31])('refuses the value %s', (value) => {
    const forest = createRandomCutForest({ dimensions: 2 });
    expect(() => forest.update([0, value])).toThrow(/Value 1 of the observation/);
    expect(forest.observed).toBe(0);
  });

  it('refuses an observation of another length', () => {
    const forest = createRandomCutForest({ dimensions: 2 });
    expect(() => forest.score([1])).toThrow(/has 1 values; the forest was made for 2/);
  });

  it.each([
    [{ dimensions: 0 }, 'dimensions'],
    [{ dimensions: 1, numberOfTrees: 0 }, 'numberOfTrees'],
    [{ dimensions: 1, sampleSize: 1 }, 'sampleSize'],
    [{ dimensions: 1, sampleSize: 40_000 }, 'sampleSize'],
    [{ dimensions: 100, shingleSize: 1_000 }, 'shingleSize'],
    [{ dimensions: 1, timeDecay: -1 }, 'timeDecay'],
    [{ dimensions: 1, outputAfter: 0.5 }, 'outputAfter'],
  ])('refuses %j and names the field', (options, field) => {
    expect(() => createRandomCutForest(options)).toThrow(new RegExp(`^${field} is`));
  });

  it.each([
    { dimensions: 1, shingleSize: 1 },
    { dimensions: 2, shingleSize: 4 },
    { dimensions: 300, shingleSize: 1 },
  ])('continues from its snapshot bit for bit with %j', (shape) => {
    const options = { ...shape, numberOfTrees: 10, sampleSize: 64, seed: 'snapshot' };
    const forest = createRandomCutForest(options);
    const points = [...noise(1_200, shape.dimensions)].map((x) => x.map((v) => Math.round(v * 8)));
    for (const x of points.slice(0, 700)) forest.update(x);
    const restored = restoreRandomCutForest(forest.snapshot());
    expect(restored.observed).toBe(700);
    for (const x of points.slice(700)) {
      expect(restored.scoreAndUpdate(x)).toBe(forest.scoreAndUpdate(x));
    }
  });
});
