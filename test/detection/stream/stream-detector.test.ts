import { describe, expect, it } from 'vitest';
import {
  createStreamDetector,
  restoreStreamDetector,
  type Decision,
  type TransformMethod,
} from '../../../src/detection/index.ts';
import { createRandom } from '../../../src/runtime/random.ts';
import { sine } from '../streams.ts';

/** The sine with spikes added at some instants. */
function spiked(count: number, spikes: Readonly<Record<number, number>>): number[][] {
  return [...sine(count, createRandom('spiked'))].map(([v = 0], t) => [v + (spikes[t] ?? 0)]);
}

function alertsOf(decisions: readonly Decision[]): number[] {
  return decisions.flatMap(({ grade }, t) => (grade > 0 ? [t] : []));
}

describe('a stream detector', () => {
  it('finds spikes that lie within the range of the signal and nothing else', () => {
    const detector = createStreamDetector({ dimensions: 1, seed: 1 });
    const stream = spiked(2_000, { 800: 8, 1_600: -8 });
    expect(alertsOf(stream.map((x) => detector.observe(x)))).toEqual([800, 1_600]);
  });

  it('says what was expected and how the inputs share the blame', () => {
    const detector = createStreamDetector({ dimensions: 2, seed: 1 });
    let found: Decision | undefined;
    spiked(1_000, {}).forEach(([v = 0], t) => {
      const decision = detector.observe([v, t === 900 ? -v + 25 : -v]);
      if (t === 900) found = decision;
    });
    const expected = -10 * Math.sin((2 * Math.PI * 900) / 50);
    expect(found?.grade).toBe(1);
    expect(found?.expected?.[1]).toBeGreaterThan(expected - 5);
    expect(found?.expected?.[1]).toBeLessThan(expected + 5);
    const [first = 0, second = 0] = found?.attribution ?? [];
    expect(second).toBeGreaterThan(2 * first);
  });

  it('gives the reason for each breach that it explains away', () => {
    const detector = createStreamDetector({ dimensions: 1, autoAdjust: false, transform: 'none' });
    const decisions = spiked(1_200, { 800: 20 }).map((x) => detector.observe(x));
    const after = decisions.slice(801, 808);
    expect(after.some(({ reason }) => reason === 'anomaly-in-shingle')).toBe(true);
    for (const { score, threshold, grade, reason } of decisions) {
      expect(grade > 0 || reason !== undefined).toBe(score > 0 && score >= threshold);
    }
  });

  it('calls everything from a fixed threshold on anomalous when told to', () => {
    const detector = createStreamDetector({ dimensions: 1, shingleSize: 1, fixedThreshold: 2 });
    const decisions = spiked(1_000, { 700: 20 }).map((x) => detector.observe(x));
    expect(decisions[700]).toMatchObject({ grade: 1, threshold: 2 });
    for (const { score, grade } of decisions) expect(grade).toBe(score >= 2 ? 1 : 0);
  });

  it.each<TransformMethod>([
    'none',
    'normalise',
    'difference',
    'subtract-moving-average',
    'normalise-difference',
  ])('continues from its snapshot bit for bit with transform %s', (transform) => {
    const stream = spiked(900, { 300: 9, 420: -15, 600: 30, 603: 30 });
    const detector = createStreamDetector({ dimensions: 1, transform, sampleSize: 64 });
    for (const x of stream.slice(0, 430)) detector.observe(x);
    const restored = restoreStreamDetector(detector.snapshot());
    for (const x of stream.slice(430)) expect(restored.observe(x)).toEqual(detector.observe(x));
  });

  it('imputes missing values and stays calm about them', () => {
    const detector = createStreamDetector({ dimensions: 2, seed: 1 });
    const decisions = spiked(1_000, {}).map(([v = 0], t) =>
      detector.observe(t > 200 && t % 10 === 0 ? [v, Number.NaN] : [v, 2 * v]),
    );
    expect(decisions.every(({ score }) => Number.isFinite(score))).toBe(true);
    expect(alertsOf(decisions).length).toBeLessThan(5);
  });
});
