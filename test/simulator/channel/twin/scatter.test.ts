import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../src/runtime/random.ts';
import { createScatter } from '../../../../src/simulator/channel/twin/scatter.ts';

const SECOND_MS = 1_000;

describe('the scatter of a healthy channel', () => {
  it('is not known from fewer than twelve samples', () => {
    const scatter = createScatter(SECOND_MS);
    for (let i = 0; i < 11; i += 1) scatter.learn(i);
    expect(scatter.sigma()).toBe(Infinity);
    scatter.learn(11);
    expect(scatter.sigma()).toBeLessThan(12);
  });

  it('is the standard deviation of white noise', () => {
    const random = createRandom('scatter');
    const scatter = createScatter(SECOND_MS);
    for (let i = 0; i < 20_000; i += 1) scatter.learn(60 + 0.5 * random.normal());
    expect(scatter.sigma()).toBeGreaterThan(0.49);
    expect(scatter.sigma()).toBeLessThan(0.51);
  });

  it('is about the mean of the last hour, so that a slow course adds little', () => {
    const scatter = createScatter(60_000);
    // One unit a day: half an hour behind the mean of an hour is 0.02.
    for (let minute = 0; minute < 10 * 1_440; minute += 1) scatter.learn(minute / 1_440);
    expect(scatter.sigma()).toBeCloseTo(0.0205, 3);
  });

  it('is about the mean of twelve samples where an hour has fewer', () => {
    const scatter = createScatter(600_000);
    for (let i = 0; i < 5_000; i += 1) scatter.learn(i);
    expect(scatter.sigma()).toBeCloseTo(5.5, 1);
  });

  it('is nothing for a channel that stands still', () => {
    const scatter = createScatter(SECOND_MS);
    for (let i = 0; i < 5_000; i += 1) scatter.learn(50);
    expect(scatter.sigma()).toBe(0);
  });
});
