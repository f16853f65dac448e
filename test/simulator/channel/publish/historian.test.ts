import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../src/runtime/random.ts';
import { createHistorian } from '../../../../src/simulator/channel/publish/historian.ts';
import {
  HISTORIAN_DEFAULT,
  type HistorianConfig,
} from '../../../../src/simulator/channel/publish/publish-config.ts';
import type { Reading } from '../../../../src/telemetry/reading.ts';
import { readingAt, readingsOf } from '../fleets.ts';

const config = (own: Partial<HistorianConfig>): HistorianConfig => ({
  ...HISTORIAN_DEFAULT,
  metrics: { m_c: { span: 100 } },
  ...own,
});

function told(samples: readonly Reading[], own: Partial<HistorianConfig>): readonly Reading[] {
  const historian = createHistorian(config(own));
  return samples.flatMap((sample) => historian(sample));
}

/** The value on the straight line between the two points told around an instant. */
function onLine(points: readonly Reading[], ts: number): number {
  const after = points.findIndex((point) => point.ts >= ts);
  const [b, a = b] = [points[after], points[after - 1]];
  const [va, vb] = [a?.metrics['m_c'] ?? Number.NaN, b?.metrics['m_c'] ?? Number.NaN];
  if (a === undefined || b === undefined || a.ts === b.ts) return vb;
  return va + ((vb - va) * (ts - a.ts)) / (b.ts - a.ts);
}

/** A course of slopes, steps and noise, as a plant's are. */
function course(seed: number): readonly number[] {
  const random = createRandom(`course ${seed}`);
  let [level, slope] = [50, 0];
  return Array.from({ length: 600 }, () => {
    if (random.chance(0.02)) slope = 0.4 * random.normal();
    if (random.chance(0.01)) level += 10 * random.normal();
    level += slope;
    return level + 0.3 * random.normal();
  });
}

function worstError(samples: readonly Reading[], points: readonly Reading[]): number {
  const end = points[points.length - 1]?.ts ?? 0;
  const known = samples.filter(({ ts }) => ts <= end);
  return Math.max(
    ...known.map((s) => Math.abs((s.metrics['m_c'] as number) - onLine(points, s.ts))),
  );
}

describe('the historian', () => {
  it('is nowhere further off than its compression deviation', () => {
    const values = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 0.5, noNaN: true }), (any, compression) => {
        const samples = readingsOf(any);
        const points = told(samples, { compression });
        expect(worstError(samples, points)).toBeLessThanOrEqual(100 * compression + 1e-9);
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it('tells a fraction of the samples of a plant, no further off than allowed', () => {
    const samples = readingsOf(course(1));
    const points = told(samples, {});
    expect(points.length / samples.length).toBeLessThan(0.5);
    expect(worstError(samples, points)).toBeLessThanOrEqual(1 + 1e-9);
  });

  it.each([0, 1, 2, 3, 4])(
    'is at most twice the exception deviation further off with one (course %i)',
    (seed) => {
      const samples = readingsOf(course(seed));
      const points = told(samples, { exception: 0.005 });
      expect(worstError(samples, points)).toBeLessThanOrEqual(1 + 2 * 0.5 + 1e-9);
    },
  );

  it('tells the ends of a straight line only', () => {
    const samples = readingsOf(Array.from({ length: 100 }, (_, i) => 10 + 0.5 * i));
    const [first, ...more] = told([...samples, ...readingsOf([0, 0], 100_000)], {});
    expect(first?.ts).toBe(0);
    expect(more.map(({ ts }) => ts)).toEqual([99_000, 100_000]);
  });

  it('tells a bend with the time at which it was', () => {
    const historian = createHistorian(config({}));
    const samples = readingsOf([20, 20, 20, 40]);
    expect(samples.map((sample) => historian(sample).map(({ ts }) => ts))).toEqual([
      [0],
      [],
      [],
      [2_000],
    ]);
  });

  it('is silent for at most the longest interval', () => {
    const level = readingsOf(Array.from({ length: 3_600 }, () => 50));
    const points = told(level, { maxInterval: '10m' });
    expect(points.map(({ ts }) => ts / 60_000)).toEqual([0, 10, 20, 30, 40, 50]);
  });

  it('tells of each metric only its own bends', () => {
    const samples = Array.from({ length: 20 }, (_, i) =>
      readingAt(i * 1_000, { level_c: 50, step_c: i < 10 ? 20 : 60 }),
    );
    const later = told(samples, { metrics: {} }).slice(1);
    expect(later.map(({ ts, metrics }) => [ts, Object.keys(metrics)])).toEqual([
      [9_000, ['step_c']],
      [10_000, ['step_c']],
    ]);
  });

  it('takes the range of an instrument that fits the values where none is told', () => {
    // 57 needs a range of 100, so one percent is 1; 80 needs one of 160.
    const noisy = readingsOf([57, 57.6, 56.8, 57.5, 56.9]);
    const hotter = readingsOf([80, 81.2, 79.5, 80.9, 79.6]);
    expect(told(hotter, { metrics: {} })).toHaveLength(1);
    expect(told(hotter, {}).length).toBeGreaterThan(1);
    expect(told(noisy, { metrics: {} })).toHaveLength(1);
    expect(told(noisy, { metrics: { m_c: { absolute: 0.1 } } }).length).toBeGreaterThan(2);
  });
});
