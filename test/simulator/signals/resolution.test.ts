import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/runtime/random.ts';
import {
  hundredths,
  resolved,
  tenths,
  thousandths,
  whole,
} from '../../../src/simulator/signals/resolution.ts';

describe('the resolution of a sensor', () => {
  it('rounds to parts of a unit', () => {
    expect([tenths(1.26), hundredths(1.234), thousandths(1.2346)]).toEqual([1.3, 1.23, 1.235]);
    expect(resolved(0.0321774, 1e6)).toBe(0.032177);
  });

  it('rounds halves up, as Math.round does', () => {
    expect([whole(2.5), whole(-2.5), whole(-2.51), tenths(-0.25)]).toEqual([3, -2, -3, -0.2]);
    const random = createRandom('rounding');
    const values = Array.from({ length: 10_000 }, () => 1_000 * random.normal());
    expect(values.map(whole)).toEqual(values.map((value) => Math.round(value) + 0));
    expect(values.map(hundredths)).toEqual(values.map((x) => Math.round(x * 100) / 100 + 0));
  });

  it('knows no negative zero', () => {
    expect(Object.is(tenths(-0.01), 0)).toBe(true);
  });
});
