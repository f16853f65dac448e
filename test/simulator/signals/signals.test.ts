import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/runtime/random.ts';
import { curveThrough, lookup, tabulate } from '../../../src/simulator/signals/lookup-table.ts';
import {
  diffusion,
  meanVariance,
  relaxationGain,
  relaxationOver,
} from '../../../src/simulator/signals/relaxation.ts';
import {
  normalScoreOf,
  upperTail,
  weibullByNormalScore,
} from '../../../src/simulator/signals/weibull.ts';

describe('a lookup table', () => {
  const table = tabulate({ from: 0, to: 10, points: 11 }, (x) => x * x);

  it('interpolates between grid points and holds beyond its ends', () => {
    expect(lookup(table, 3)).toBe(9);
    expect(lookup(table, 3.5)).toBe(12.5);
    expect(lookup(table, -5)).toBe(0);
    expect(lookup(table, 50)).toBe(100);
    expect(lookup(table, Number.NaN)).toBe(0);
  });

  it('never leaves the range of its values', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (x) => {
        const y = lookup(table, x);
        expect(y >= 0 && y <= 100).toBe(true);
      }),
    );
  });

  it('draws a piecewise linear curve through points', () => {
    const curve = curveThrough([
      [1, 10],
      [2, 20],
      [4, 0],
    ]);
    expect([0, 1, 1.5, 2, 3, 4, 9].map(curve)).toEqual([10, 10, 15, 20, 10, 0, 0]);
  });
});

describe('an exact relaxation', () => {
  it('is the same in one step as in many', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 1_000, noNaN: true }),
        fc.double({ min: 0.1, max: 1_000, noNaN: true }),
        fc.integer({ min: 1, max: 50 }),
        (stepS, tauS, parts) => {
          const kept = (1 - relaxationGain(stepS / parts, tauS)) ** parts;
          expect(kept).toBeCloseTo(1 - relaxationGain(stepS, tauS), 9);
        },
      ),
    );
  });

  it('keeps the variance of a diffusion at 1 for any step', () => {
    for (const stepS of [0, 0.1, 1, 60, 600]) {
      const { keep, kick } = diffusion(stepS, 180);
      expect(keep ** 2 + kick ** 2).toBeCloseTo(1, 12);
    }
  });

  it('knows the variance of a mean over a window', () => {
    expect(meanVariance(0, 100)).toBe(1);
    expect(meanVariance(1e-2, 100)).toBeCloseTo(1, 4);
    expect(meanVariance(600, 300)).toBeCloseTo(0.5677, 4);
    expect(meanVariance(1e6, 100)).toBeCloseTo(2e-4, 6);
    expect(meanVariance(0.11, 100)).toBeCloseTo(meanVariance(0.09, 100), 3);
  });
});

describe('the Weibull distribution by normal score', () => {
  it('knows the tail of the normal distribution to the last tables', () => {
    expect(upperTail(0)).toBe(0.5);
    expect(upperTail(1.959963985)).toBeCloseTo(0.025, 9);
    expect(upperTail(-1.959963985)).toBeCloseTo(0.975, 9);
    expect(upperTail(5) / 2.866515719e-7).toBeCloseTo(1, 6);
    expect(upperTail(2.9999999)).toBeCloseTo(upperTail(3.0000001), 8);
  });

  it('gives the quantiles of the distribution', () => {
    const table = weibullByNormalScore(2.24);
    expect(lookup(table, 0)).toBeCloseTo(Math.log(2) ** (1 / 2.24), 4);
    const random = createRandom('weibull');
    const draws = Array.from({ length: 20_000 }, () => lookup(table, random.normal()));
    const above = draws.filter((v) => v > 1).length / draws.length;
    expect(above).toBeCloseTo(Math.exp(-1), 1.7);
  });

  it('finds the score of a value again', () => {
    const table = weibullByNormalScore(2);
    for (const z of [-2, -0.5, 0, 1, 3]) {
      expect(normalScoreOf(lookup(table, z), table)).toBeCloseTo(z, 1);
    }
  });
});

describe('a relaxation over some time constants', () => {
  it('is that of the step, and passes from short steps to long ones without a jump', () => {
    expect(relaxationOver(0.5)).toBeCloseTo(relaxationGain(5, 10), 12);
    expect(relaxationOver(0.000_9) / relaxationGain(0.000_9, 1)).toBeCloseTo(1, 6);
    expect(relaxationOver(0)).toBe(0);
  });
});
