import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/runtime/random.ts';
import { damageOf, planCourse } from '../../../src/simulator/faults/course.ts';
import type { Course } from '../../../src/simulator/faults/fault.ts';
import { planFault } from '../../../src/simulator/faults/plan-fault.ts';

const shares = Array.from({ length: 201 }, (_, i) => i / 200);
const damages = (course: Course, seed: string): readonly number[] => {
  const plan = planCourse(course, createRandom(seed));
  return shares.map((share) => damageOf(plan, share));
};

const falls = (seed: string): boolean =>
  damages('wear', seed).some((damage, i, all) => damage < (all[i - 1] ?? 0) - 1e-6);

describe('the course of a fault', () => {
  it.each(['wear', 'loss', 'excursion', 'ramp', 'step', 'block', 'telegraph', 'sawtooth'] as const)(
    'of %s stays within 0 and 1',
    (course) => {
      fc.assert(
        fc.property(fc.string(), (seed) => {
          expect(damages(course, seed).every((damage) => damage >= 0 && damage <= 1)).toBe(true);
        }),
        { numRuns: 50 },
      );
    },
  );

  it('begins at nothing and ends in functional failure for wear and loss', () => {
    for (const course of ['wear', 'loss'] as const) {
      const plan = planCourse(course, createRandom('ends'));
      expect(damageOf(plan, -1)).toBe(0);
      expect(damageOf(plan, 0)).toBe(0);
      expect(damageOf(plan, 1)).toBeCloseTo(1);
      expect(damageOf(plan, 7)).toBeCloseTo(1);
    }
  });

  it('of a ramp grows evenly, and of a step is there at once', () => {
    expect(damages('ramp', 'even')[50]).toBeCloseTo(0.25);
    expect(damages('step', 'once').slice(0, 2)).toEqual([0, 1]);
  });

  it('of a telegraph is on or off, and of a sawtooth falls back several times', () => {
    const spells = damages('telegraph', 'loose');
    expect(spells[1]).toBe(1);
    expect(new Set(spells.filter((damage) => damage === 0 || damage === 1)).size).toBe(2);
    const drops = damages('sawtooth', 'film').filter((d, i, all) => d < (all[i - 1] ?? 0) - 0.2);
    expect(drops.length).toBeGreaterThanOrEqual(2);
  });

  it('of a block is over at its end without a repair', () => {
    const plan = planFault({
      request: { mode: 'm', device: 'd', delayMs: 0, overMs: 100 },
      mode: {
        mode: 'm',
        description: 'a cap',
        kind: 'operational',
        course: 'block',
        defaultOverMs: 1,
        perDeviceYear: 1,
        channels: [],
      },
      now: 1_000,
      occurrence: 1,
      random: createRandom('block'),
    });
    expect([1_000, 1_050, 1_100].map((ts) => plan.damageAt(ts))).toEqual([0, 1, 0]);
    expect(plan.event.repaired).toBe(1_100);
  });

  it('keeps wear small for most of its life, as bearings do', () => {
    fc.assert(
      fc.property(fc.string(), (seed) => {
        const small = damages('wear', seed).filter((damage) => damage < 0.1).length / shares.length;
        expect(small).toBeGreaterThan(0.25);
        expect(small).toBeLessThan(0.8);
      }),
      { numRuns: 50 },
    );
  });

  it('lets wear heal for a while before it goes on', () => {
    const healing = Array.from({ length: 40 }, (_, i) => falls(`bearing ${i}`));
    expect(healing.filter(Boolean).length).toBeGreaterThan(20);
  });

  it('lets an excursion pass by itself', () => {
    const plan = planCourse('excursion', createRandom('gust'));
    expect(damageOf(plan, 0.5)).toBeCloseTo(1);
    expect(damageOf(plan, 1)).toBe(0);
    expect(damageOf(plan, 2)).toBe(0);
  });
});

describe('the plan of a fault', () => {
  const mode = {
    mode: 'wear',
    description: 'wears',
    kind: 'fault',
    course: 'wear',
    defaultOverMs: 1_000,
    perDeviceYear: 0.5,
    channels: ['x'],
  } as const;
  const options = { mode, now: 5_000, occurrence: 1, random: createRandom('plan') };

  it('tells the truth before anything happens', () => {
    const { event } = planFault({
      ...options,
      request: { mode: 'wear', device: 'd', delayMs: 500 },
    });
    expect(event).toEqual({
      event: 'wear@d#1',
      device: 'd',
      mode: 'wear',
      kind: 'fault',
      severity: 1,
      onset: 5_500,
      functionalFailure: 6_500,
      channels: ['x'],
    });
  });

  it('scales damage by severity and stretches it over the time asked for', () => {
    const request = { mode: 'wear', device: 'd', delayMs: 0, overMs: 4_000, severity: 0.5 };
    const plan = planFault({ ...options, request });
    expect(plan.damageAt(4_999)).toBe(0);
    expect(plan.damageAt(9_000)).toBeCloseTo(0.5);
    expect(plan.damageAt(99_000)).toBeCloseTo(0.5);
  });

  it('is the same for the same seed and another for the next occurrence', () => {
    const request = { mode: 'wear', device: 'd', delayMs: 0 };
    const at = (occurrence: number): number =>
      planFault({ ...options, request, occurrence }).damageAt(5_700);
    expect(at(1)).toBe(at(1));
    expect(at(1)).not.toBe(at(2));
  });

  it('says of an excursion when it is over', () => {
    const request = { mode: 'wear', device: 'd', delayMs: 0 };
    const plan = planFault({ ...options, request, mode: { ...mode, course: 'excursion' } });
    expect(plan.event.repaired).toBe(6_000);
  });
});
