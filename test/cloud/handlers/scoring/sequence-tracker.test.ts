import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  classify,
  missingCount,
  type Arrival,
  type BootProgress,
} from '../../../../src/cloud/handlers/scoring/sequence-tracker.ts';

function feed(...given: readonly (readonly [boot: string, seq: number])[]): {
  arrivals: Arrival[];
  boots: readonly BootProgress[];
} {
  let boots: readonly BootProgress[] = [];
  const arrivals = given.map(([boot, seq]) => {
    const result = classify(boots, { boot, seq });
    boots = result.boots;
    return result.arrival;
  });
  return { arrivals, boots };
}

describe('classify', () => {
  it('tells next, late and duplicate apart', () => {
    const { arrivals, boots } = feed(
      ['a', 1],
      ['a', 2],
      ['a', 5],
      ['a', 4],
      ['a', 4],
      ['a', 2],
      ['a', 3],
    );
    expect(arrivals).toEqual(['next', 'next', 'next', 'late', 'duplicate', 'duplicate', 'late']);
    expect(missingCount(boots)).toBe(0);
  });

  it('misses the beginning of a boot that it did not see', () => {
    expect(missingCount(feed(['a', 4]).boots)).toBe(3);
  });

  it('remembers an older boot while a newer one runs', () => {
    const { arrivals } = feed(['a', 1], ['b', 1], ['a', 1], ['a', 2], ['b', 2]);
    expect(arrivals).toEqual(['next', 'next', 'duplicate', 'next', 'next']);
  });

  it('keeps a bounded memory of boots and gaps', () => {
    const boots = feed(...['a', 'b', 'c', 'd', 'e', 'f'].map((boot) => [boot, 1] as const)).boots;
    expect(boots.map((each) => each.boot)).toEqual(['f', 'e', 'd', 'c']);
    const gaps = feed(...Array.from({ length: 100 }, (_, at) => ['a', 2 * at + 2] as const)).boots;
    expect(gaps[0]?.missing).toHaveLength(16);
  });

  it('takes every number exactly once, in whatever order and however often it comes', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 40 }), (numbers) => {
        const { arrivals, boots } = feed(...numbers.map((n) => ['a', n] as const));
        const taken = numbers.filter((_, at) => arrivals[at] !== 'duplicate');
        expect(taken.toSorted((a, b) => a - b)).toEqual(
          [...new Set(numbers)].toSorted((a, b) => a - b),
        );
        expect(missingCount(boots)).toBe(Math.max(0, ...numbers) - new Set(numbers).size);
      }),
      { seed: 1 },
    );
  });
});
