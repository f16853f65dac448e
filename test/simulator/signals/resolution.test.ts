import { describe, expect, it } from 'vitest';
import {
  hundredths,
  resolved,
  tenths,
  thousandths,
} from '../../../src/simulator/signals/resolution.ts';

describe('the resolution of a sensor', () => {
  it('rounds to parts of a unit', () => {
    expect([tenths(1.26), hundredths(1.234), thousandths(1.2346)]).toEqual([1.3, 1.23, 1.235]);
    expect(resolved(0.0321774, 1e6)).toBe(0.032177);
  });

  it('knows no negative zero', () => {
    expect(Object.is(tenths(-0.01), 0)).toBe(true);
  });
});
