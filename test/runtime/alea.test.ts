import fc from 'fast-check';
import seedrandom from 'seedrandom';
import { describe, expect, it } from 'vitest';
import { aleaWords } from '../../src/runtime/alea.ts';

describe('aleaWords', () => {
  it('gives the words of the published generator for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (seed) => {
        const generator = seedrandom.alea(seed);
        const expected = Array.from({ length: 4 }, () => generator.int32());
        expect(aleaWords(seed)).toEqual(expected);
      }),
      { numRuns: 2_000 },
    );
  });
});
