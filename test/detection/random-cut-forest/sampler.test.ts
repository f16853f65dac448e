import { describe, expect, it } from 'vitest';
import { createGenerator } from '../../../src/detection/random-cut-forest/generator.ts';
import {
  accept,
  accepts,
  countPoint,
  createSamplers,
  type Samplers,
} from '../../../src/detection/random-cut-forest/sampler.ts';

/** Runs a stream whose point at index i is i, through many reservoirs. */
function run(count: number, timeDecay: number, treeCount = 200): Samplers {
  const samplers = createSamplers({
    treeCount,
    sampleSize: 20,
    timeDecay,
    generator: createGenerator('reservoir'),
  });
  for (let i = 1; i <= count; i += 1) {
    countPoint(samplers);
    for (let tree = 0; tree < treeCount; tree += 1) {
      if (accepts(samplers, tree)) accept(samplers, tree, i);
    }
  }
  return samplers;
}

function mean(values: ArrayLike<number>): number {
  return Array.from(values).reduce((a, b) => a + b, 0) / values.length;
}

describe('the time-decayed reservoir', () => {
  it('takes every point until it is full', () => {
    const samplers = run(20, 0.01);
    expect([...samplers.sizes]).toEqual(Array.from({ length: 200 }, () => 20));
    expect(Array.from(samplers.points.subarray(0, 20)).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, k) => k + 1),
    );
  });

  it('samples all points alike without decay', () => {
    const { points } = run(1_000, 0);
    // Uniform on 1..1000; the mean of 4000 draws has a standard error of 4.6.
    expect(Math.abs(mean(points) - 500.5)).toBeLessThan(18);
  });

  it('samples ages exponentially with decay, also long after the keys were moved', () => {
    const timeDecay = 0.002;
    for (const count of [4_000, 20_000]) {
      const ages = Array.from(run(count, timeDecay).points, (point) => count - point);
      // Without replacement the law is a little wider than exponential: 20 of about 500 effective.
      expect(mean(ages) * timeDecay).toBeGreaterThan(0.93);
      expect(mean(ages) * timeDecay).toBeLessThan(1.12);
      const young = ages.filter((age) => age < Math.LN2 / timeDecay).length / ages.length;
      expect(Math.abs(young - 0.5)).toBeLessThan(0.05);
    }
  });

  it('keeps each reservoir a heap with its largest key on top', () => {
    const { keys } = run(3_000, 0.01, 5);
    const broken = Array.from(keys.keys()).filter((k) => {
      const first = k - (k % 20);
      const parent = first + ((k - first - 1) >> 1);
      return k > first && (keys[k] as number) > (keys[parent] as number);
    });
    expect(broken).toEqual([]);
  });
});
