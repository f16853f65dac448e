import { describe, expect, it } from 'vitest';
import { MACHINE_FAULTS } from '../../../../src/simulator/devices/machine/faults/index.ts';
import type { Reading } from '../../../../src/telemetry/reading.ts';
import { mean, ofDevice, series } from '../../wind-farm.ts';
import { factory, FIRST, fleetOf, HOUR_MS, MONDAY, runFor } from './factory-fixture.ts';

const HOURS = 6;

/** A spindle to which something happens between the second and the fourth hour, and its twin. */
async function pair(mode: string) {
  const profile = await factory('count=1', 'interval=20s');
  const event = { mode, device: FIRST.spindle, delayMs: 2 * HOUR_MS, overMs: 2 * HOUR_MS };
  return {
    healthy: runFor(fleetOf(profile), HOURS * HOUR_MS),
    other: runFor(fleetOf(profile, event), HOURS * HOUR_MS),
  };
}

const between = (readings: readonly Reading[], from: number, to: number): readonly Reading[] =>
  readings.filter(({ ts }) => ts > MONDAY + from * HOUR_MS && ts <= MONDAY + to * HOUR_MS);

const codes = (readings: readonly Reading[]): ReadonlySet<number> =>
  new Set(series(readings, 'machine_status'));

const load = (readings: readonly Reading[]): number =>
  mean(series(between(readings, 2, 4), 'load_pct'));

const pieces = (readings: readonly Reading[]): number => {
  const counts = series(between(readings, 2, 4), 'cycle_count');
  return (counts.at(-1) as number) - (counts[0] as number);
};

describe('what happens to a machine without a fault', () => {
  it('is of a kind of its own, for which an alarm is a false one', () => {
    const operational = MACHINE_FAULTS.filter(({ kind }) => kind === 'operational');
    expect(operational.map(({ mode }) => mode).toSorted()).toEqual([
      'changeover',
      'heat-wave',
      'heavy-recipe',
      'planned-maintenance',
      'tool-change',
    ]);
  });

  it.each([
    ['tool-change', 3],
    ['changeover', 3],
    ['planned-maintenance', 5],
  ])('keeps it in one state for its time and lets it work afterwards: %s', async (mode, code) => {
    const { other } = await pair(mode);
    expect(codes(between(other, 2.01, 3.99))).toEqual(new Set([code]));
    expect(codes(between(other, 4.1, 6))).toContain(2);
    expect(Math.max(...series(between(other, 2.1, 3.9), 'rpm'))).toBe(0);
  });

  it('leaves a new tool in the spindle', async () => {
    const { healthy, other } = await pair('tool-change');
    const [worn] = series(between(healthy, 4.05, 4.1), 'tool_wear_min');
    const [fresh] = series(between(other, 4.05, 4.1), 'tool_wear_min');
    expect(fresh).toBeLessThan(6);
    expect(worn).toBeGreaterThan(10);
  });

  it('is a quarter more load and fewer pieces with heavier ones', async () => {
    const { healthy, other } = await pair('heavy-recipe');
    expect(load(other) / load(healthy)).toBeCloseTo(1.25, 1);
    expect(pieces(other) / pieces(healthy)).toBeCloseTo(1 / 1.3, 1);
  });

  it('is warmer and drier air for every thermometer in a heat wave, no vibration', async () => {
    const { healthy, other } = await pair('heat-wave');
    const rise = (metric: string): number =>
      mean(series(between(other, 2.8, 3.2), metric)) -
      mean(series(between(healthy, 2.8, 3.2), metric));
    expect(rise('bearing_temp_c')).toBeGreaterThan(8);
    expect(rise('bearing_temp_c')).toBeLessThan(10.5);
    expect(rise('humidity')).toBeCloseTo(-27, 0);
    expect(series(other, 'vibration')).toEqual(series(healthy, 'vibration'));
  });

  it('does not spare a machine that has failed: it stays failed', async () => {
    const profile = await factory('count=1', 'interval=20s', 'model.vibration.tripMms=0.5');
    const event = { mode: 'changeover', device: FIRST.spindle, delayMs: HOUR_MS };
    const readings = ofDevice(runFor(fleetOf(profile, event), 2 * HOUR_MS), FIRST.spindle);
    expect(codes(between(readings, 0.1, 2))).toEqual(new Set([4]));
  });
});
