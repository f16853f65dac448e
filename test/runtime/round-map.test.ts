import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RoundMap, type Rounder } from '../../src/runtime/round-map.ts';

interface Item extends Rounder<Item> {
  readonly value: number;
}

const item = (key: string, value: number): Item => ({ key, value, next: undefined });

describe('RoundMap', () => {
  it('finds what a map finds, in whatever order things are added and asked for', () => {
    const key = fc.constantFrom('a', 'b', 'c', 'd');
    const act = fc.record({ key, adds: fc.boolean() });
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
        const expected = new Map<string, number>();
        const found = new RoundMap<Item>();
        for (const [value, { key: at, adds }] of acts.entries()) {
          if (adds && !expected.has(at)) {
            expected.set(at, value);
            found.add(item(at, value));
          }
          expect(found.get(at)?.value).toBe(expected.get(at));
        }
      }),
    );
  });
});
