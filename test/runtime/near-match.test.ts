import { describe, expect, it } from 'vitest';
import { didYouMean, editDistance, nearMatches } from '../../src/runtime/near-match.ts';

const NAMES = ['wind-farm', 'oil-field', 'bose-fleet', 'factory'];

describe('editDistance', () => {
  it.each([
    ['', '', 0],
    ['kitten', 'sitting', 3],
    ['abc', '', 3],
    ['flaw', 'lawn', 2],
  ])('from "%s" to "%s" is %i', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
    expect(editDistance(b, a)).toBe(distance);
  });
});

describe('nearMatches', () => {
  it('finds a mistyped name', () => {
    expect(nearMatches('windfarm', NAMES)).toEqual(['wind-farm']);
    expect(nearMatches('factroy', NAMES)).toEqual(['factory']);
  });

  it('finds a part of a name', () => {
    expect(nearMatches('bose', NAMES)).toEqual(['bose-fleet']);
  });

  it('offers nothing for what resembles nothing', () => {
    expect(nearMatches('zzzzzzzz', NAMES)).toEqual([]);
    expect(didYouMean('zzzzzzzz', NAMES)).toBe('');
  });

  it('phrases the hint', () => {
    expect(didYouMean('wind', NAMES)).toBe(' Did you mean "wind-farm"?');
  });
});
