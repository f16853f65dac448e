import { describe, expect, it } from 'vitest';
import {
  createMultiScaleDetector,
  createRefractory,
  createStreamDetector,
  restoreMultiScaleDetector,
  stepRefractory,
} from '../../../src/detection/index.ts';
import { createRandom } from '../../../src/runtime/random.ts';
import { sine } from '../streams.ts';

function stream(): number[][] {
  return [...sine(900, createRandom('scales'))].map(([v = 0], t) => [t === 700 ? v + 12 : v]);
}

describe('detection at several scales', () => {
  it('gives the decision of the surest', () => {
    const both = createMultiScaleDetector({ dimensions: 1, seed: 2 });
    const long = createStreamDetector({ dimensions: 1, seed: 2, shingleSize: 8 });
    const short = createStreamDetector({ dimensions: 1, seed: 2, shingleSize: 1 });
    for (const x of stream()) {
      const grades = [long.observe(x).grade, short.observe(x).grade];
      expect(both.observe(x).grade).toBe(Math.max(...grades));
    }
  });

  it('continues from its snapshot as if it had never stopped', () => {
    const points = stream();
    const detector = createMultiScaleDetector({ dimensions: 1, sampleSize: 64 });
    for (const x of points.slice(0, 500)) detector.observe(x);
    const restored = restoreMultiScaleDetector(detector.snapshot());
    for (const x of points.slice(500)) expect(restored.observe(x)).toEqual(detector.observe(x));
  });
});

describe('the refractory period', () => {
  const OPTIONS = { length: 3, rearmRatio: 2 };

  function alerts(confidences: readonly number[]): number[] {
    const state = createRefractory();
    return confidences.flatMap((confidence, k) =>
      stepRefractory(state, confidence, OPTIONS) ? [k] : [],
    );
  }

  it('makes one alert of what follows it closely', () => {
    expect(alerts([0, 0.4, 0.4, 0.4, 0.4, 0.4, 0])).toEqual([1, 5]);
  });

  it('lets a clearly surer one through', () => {
    expect(alerts([0.4, 0.7, 0.8, 0.9])).toEqual([0, 2]);
  });
});
