import { describe, expect, it } from 'vitest';
import {
  createEwma,
  createHotelling,
  createRandomCutForest,
  createRobustZ,
  restoreEwma,
  restoreHotelling,
  restoreRandomCutForest,
  restoreRobustZ,
  type Detector,
} from '../../src/detection/index.ts';
import { createRandom } from '../../src/runtime/random.ts';
import { noise } from './streams.ts';

interface Candidate {
  readonly name: string;
  create(dimensions: number, seed?: string): Detector;
  restore(bytes: Uint8Array): Detector;
  /** How far the order of the features may move a score: a forest cuts other dimensions then. */
  readonly orderTolerance: number;
}

const CANDIDATES: readonly Candidate[] = [
  {
    name: 'random cut forest',
    create: (dimensions, seed = 's') => createRandomCutForest({ dimensions, seed }),
    restore: restoreRandomCutForest,
    orderTolerance: 0.15,
  },
  {
    name: 'EWMA z-score',
    create: (dimensions) => createEwma({ dimensions }),
    restore: restoreEwma,
    orderTolerance: 1e-9,
  },
  {
    name: 'robust z-score',
    create: (dimensions) => createRobustZ({ dimensions }),
    restore: restoreRobustZ,
    orderTolerance: 1e-9,
  },
  {
    name: "Hotelling's T²",
    create: (dimensions) => createHotelling({ dimensions }),
    restore: restoreHotelling,
    orderTolerance: 1e-6,
  },
  {
    name: 'PCA residual',
    create: (dimensions) => createHotelling({ dimensions, components: dimensions > 1 ? 1 : 0 }),
    restore: restoreHotelling,
    orderTolerance: 1e-6,
  },
];

/** Two channels that move together and one of its own. */
function* plant(count: number): Generator<number[]> {
  const random = createRandom('plant');
  for (let t = 0; t < count; t += 1) {
    const load = random.normal();
    yield [50 + 5 * load, 20 + 2 * load + 0.2 * random.normal(), random.normal()];
  }
}

function learned(detector: Detector, points: Iterable<number[]>): Detector {
  for (const point of points) detector.learnOne(point);
  return detector;
}

function scoresOf(candidate: Candidate): number[] {
  const detector = candidate.create(3, 'same');
  return [...plant(300)].map((point) => {
    const score = detector.scoreOne(point);
    detector.learnOne(point);
    return score;
  });
}

function swap([a = 0, b = 0, c = 0]: number[]): number[] {
  return [c, a, b];
}

describe.each(CANDIDATES)('the detector port: $name', (candidate) => {
  it('scores what breaks the ordinary above all that is ordinary', () => {
    const detector = learned(candidate.create(3), plant(800));
    const ordinary = [...plant(100)].map((point) => detector.scoreOne(point));
    expect(detector.scoreOne([50, 60, 0])).toBeGreaterThan(1.5 * Math.max(...ordinary));
  });

  it('gives equal scores for equal seeds and points', () => {
    const [one, other] = [scoresOf(candidate), scoresOf(candidate)];
    expect(one).toEqual(other);
  });

  it('does not learn by scoring', () => {
    const detector = learned(candidate.create(3), plant(300));
    const before = detector.scoreOne([50, 20, 0]);
    for (let k = 0; k < 50; k += 1) detector.scoreOne([500, -200, 99]);
    expect(detector.scoreOne([50, 20, 0])).toBe(before);
  });

  it('continues from its snapshot as if it had never stopped', () => {
    const points = [...plant(600)];
    const detector = learned(candidate.create(3), points.slice(0, 333));
    const restored = candidate.restore(detector.snapshot());
    for (const point of points.slice(333)) {
      expect(restored.scoreOne(point)).toBe(detector.scoreOne(point));
      detector.learnOne(point);
      restored.learnOne(point);
    }
  });

  it('refuses a snapshot with a flipped bit, cut short, or from the future', () => {
    const bytes = learned(candidate.create(2), noise(200, 2)).snapshot();
    const spoilt = (spoil: (copy: Uint8Array) => Uint8Array): (() => Detector) => {
      const copy = spoil(bytes.slice());
      return () => candidate.restore(copy);
    };
    for (const at of [20, bytes.length >> 1, bytes.length - 1]) {
      const flipped = spoilt((copy) => {
        copy[at] = (copy[at] as number) ^ 1;
        return copy;
      });
      expect(flipped).toThrow(/checksum is wrong/);
    }
    expect(spoilt((copy) => copy.slice(0, -1))).toThrow(/bytes are announced|are announced/);
    expect(spoilt(() => new Uint8Array(3))).toThrow(/does not start as a snapshot/);
    expect(spoilt((copy) => copy.with(6, 99))).toThrow(/is newer than/);
    expect(spoilt((copy) => copy.with(4, 77))).toThrow(/of kind 77/);
  });

  it('judges alike in whatever order the features come', () => {
    const forward = learned(candidate.create(3), plant(600));
    const turned = learned(candidate.create(3), [...plant(600)].map(swap));
    const gaps = [...plant(50)].map((point) => {
      const score = forward.scoreOne(point);
      return Math.abs(turned.scoreOne(swap(point)) - score) / Math.max(score, 1);
    });
    const mean = gaps.reduce((a, b) => a + b) / gaps.length;
    expect(mean).toBeLessThanOrEqual(candidate.orderTolerance);
  });

  it('takes a constant stream for ordinary and any step away from it for strange', () => {
    const detector = candidate.create(2);
    for (let t = 0; t < 500; t += 1) detector.learnOne([7, -3]);
    expect(detector.scoreOne([7, -3])).toBeLessThan(1);
    expect(detector.scoreOne([7, -2])).toBeGreaterThan(2);
  });

  it('takes repeated points', () => {
    const detector = candidate.create(1);
    for (let t = 0; t < 600; t += 1) detector.learnOne([t % 3]);
    for (const value of [0, 1, 2]) expect(detector.scoreOne([value])).toBeLessThan(2);
    expect(detector.scoreOne([9])).toBeGreaterThan(detector.scoreOne([1]));
  });

  it.each([Number.NaN, Infinity])('refuses %s and points of another length', (value) => {
    const detector = candidate.create(2);
    expect(() => detector.learnOne([1, value])).toThrow(/Value 1 of the observation/);
    expect(() => detector.scoreOne([value, 1])).toThrow(/Value 0 of the observation/);
    expect(() => detector.learnOne([1])).toThrow(/has 1 values/);
  });

  it('forgets an old level and takes a new one for ordinary', () => {
    const detector = learned(candidate.create(1), noise(500, 1));
    expect(detector.scoreOne([30])).toBeGreaterThan(4);
    for (const [value = 0] of noise(6_000, 1)) detector.learnOne([30 + value]);
    expect(detector.scoreOne([30])).toBeLessThan(1.5);
  });
});
