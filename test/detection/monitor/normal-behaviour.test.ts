import { describe, expect, it } from 'vitest';
import {
  createNormalBehaviour,
  deviationOf,
  learnNormal,
  type NormalBehaviour,
} from '../../../src/detection/monitor/normal-behaviour.ts';
import { createRandom } from '../../../src/runtime/random.ts';

const OPTIONS = { correlationMs: 60_000, memoryMs: 86_400_000, ridge: 0.1, spreadFloorShare: 0 };

/** Learns value = 40 + 0.02 power + 3 rpm + noise of 0.5, a reading every `stepMs`. */
function learned(hours: number, stepMs: number, noise = 0.5): NormalBehaviour {
  const model = createNormalBehaviour(2);
  const random = createRandom('turbine');
  for (let ts = 0; ts < hours * 3_600_000; ts += stepMs) {
    const given = [1_000 + 300 * random.normal(), 12 + random.normal()];
    const value = truth(given) + noise * random.normal();
    const deviation = deviationOf(model, { value, given }, OPTIONS);
    learnNormal(model, { ts, value, given, deviation }, OPTIONS);
  }
  return model;
}

function truth([power = 0, rpm = 0]: readonly number[]): number {
  return 40 + 0.02 * power + 3 * rpm;
}

describe('the normal behaviour of a channel', () => {
  it('expects what its operating point explains', () => {
    const model = learned(8, 60_000);
    for (const given of [
      [1_000, 12],
      [1_500, 13],
      [600, 10.5],
    ]) {
      const { expected } = deviationOf(model, { value: 0, given }, OPTIONS);
      expect(Math.abs(expected - truth(given))).toBeLessThan(0.4);
    }
  });

  it('counts a deviation in the usual size of what is left unexplained', () => {
    const model = learned(8, 60_000);
    const given = [1_000, 12];
    const { z, spread } = deviationOf(model, { value: truth(given) + 5, given }, OPTIONS);
    expect(spread).toBeGreaterThan(0.4);
    expect(spread).toBeLessThan(0.7);
    expect(z).toBeGreaterThan(7);
  });

  it('trusts itself less where it has not been', () => {
    const model = learned(1, 60_000);
    const spreadAt = (given: number[]): number =>
      deviationOf(model, { value: 0, given }, OPTIONS).spread;
    expect(spreadAt([4_000, 12])).toBeGreaterThan(1.5 * spreadAt([1_000, 12]));
  });

  it('learns as much from an hour of many readings as from one of few', () => {
    const few = learned(1, 60_000);
    const many = learned(1, 1_000);
    expect(many.weight / few.weight).toBeGreaterThan(0.9);
    expect(many.weight / few.weight).toBeLessThan(1.1);
  });

  it('takes a channel without operating point for its mean, and a first reading for normal', () => {
    const model = createNormalBehaviour(0);
    expect(deviationOf(model, { value: 5, given: [] }, OPTIONS)).toMatchObject({ z: 0 });
    for (let k = 0; k < 200; k += 1) {
      const value = 5 + (k % 2 === 0 ? 1 : -1);
      const deviation = deviationOf(model, { value, given: [] }, OPTIONS);
      learnNormal(model, { ts: k * 60_000, value, given: [], deviation }, OPTIONS);
    }
    const { expected, z } = deviationOf(model, { value: 9, given: [] }, OPTIONS);
    expect(expected).toBeCloseTo(5, 1);
    expect(z).toBeGreaterThan(3);
    expect(z).toBeLessThan(5);
  });

  it('survives regressors that say the same or nothing', () => {
    const model = createNormalBehaviour(3);
    const random = createRandom('collinear');
    for (let k = 0; k < 300; k += 1) {
      const x = random.normal();
      const reading = { value: 2 * x, given: [x, x, 7] };
      const deviation = deviationOf(model, reading, OPTIONS);
      learnNormal(model, { ts: k * 60_000, ...reading, deviation }, OPTIONS);
    }
    const { expected } = deviationOf(model, { value: 0, given: [1, 1, 7] }, OPTIONS);
    expect(expected).toBeCloseTo(2, 1);
  });
});
