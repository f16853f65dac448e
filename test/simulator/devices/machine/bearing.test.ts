import { describe, expect, it } from 'vitest';
import type { Reading } from '../../../../src/telemetry/reading.ts';
import { mean, ofDevice, series } from '../../wind-farm.ts';
import { factory, FIRST, fleetOf, HOUR_MS, runFor, STEADY } from './factory-fixture.ts';

const SAME = [
  'model.vibration.scatter=0',
  'model.vibration.tripMms=100',
  'model.bearing.endGainSdLog=0',
  'model.bearing.steepnessSdLog=0',
];

const of = (readings: readonly Reading[]): readonly number[] => series(readings, 'accel_g');

/** Level of the acceleration over the healthy one, minute by minute over the ten hours of a bearing's life. */
async function levels(...overrides: readonly string[]): Promise<readonly number[]> {
  const profile = await factory('count=1', 'interval=60s', ...STEADY, ...SAME, ...overrides);
  const fault = { mode: 'bearing-wear', device: FIRST.spindle, delayMs: 0, overMs: 10 * HOUR_MS };
  const healthy = of(runFor(fleetOf(profile), 10 * HOUR_MS));
  return of(runFor(fleetOf(profile, fault), 10 * HOUR_MS)).map(
    (g, i) => g / (healthy[i] as number),
  );
}

/** Minute in which the level first is half above the healthy one. */
async function half(power: number): Promise<number> {
  const course = await levels(`model.bearing.steepness=${power}`);
  return course.findIndex((level) => level > 1.5);
}

const falls = (values: readonly number[]): number =>
  values.filter((value, i) => value < 0.99 * (values[i - 1] ?? 0)).length;

describe('the level of a spalled bearing', () => {
  it('ends at what the parameters say, as independent sources add', async () => {
    const course = await levels('model.bearing.healingChance=0', 'model.bearing.endGain=4');
    expect(course.at(-1)).toBeCloseTo(Math.sqrt(1 + 4 ** 2), 0);
  });

  it('falls for a while where the spall heals, and else only grows', async () => {
    expect(falls(await levels('model.bearing.healingChance=1'))).toBeGreaterThan(3);
    expect(falls(await levels('model.bearing.healingChance=0'))).toBe(0);
  });

  it('rises the later the steeper it grows', async () => {
    expect(await half(3)).toBeLessThan((await half(12)) - 30);
  });

  it('differs from bearing to bearing', async () => {
    const profile = await factory('interval=60s', ...STEADY, 'model.vibration.tripMms=100');
    const ends = [FIRST.spindle, FIRST.pump, FIRST.compressor, FIRST.conveyor].map((device) => {
      const fault = { mode: 'bearing-wear', device, delayMs: 0, overMs: HOUR_MS };
      const own = ofDevice(runFor(fleetOf(profile, fault), 2 * HOUR_MS), device);
      return mean(series(own.slice(-30), 'accel_g'));
    });
    expect(Math.max(...ends) / Math.min(...ends)).toBeGreaterThan(1.5);
  });
});
