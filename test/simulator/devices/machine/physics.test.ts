import { describe, expect, it } from 'vitest';
import type { Reading } from '../../../../src/telemetry/reading.ts';
import { mean, ofDevice, series } from '../../wind-farm.ts';
import { factory, FIRST, fleetOf, HOUR_MS, MONDAY, runFor, STEADY } from './factory-fixture.ts';

const NAMES = [
  'temperature', 'vibration', 'humidity', 'pressure', 'energy_consumption', 'machine_status', 'rpm',
  'load_pct', 'power_kw', 'current_a', 'motor_temp_c', 'bearing_temp_c', 'accel_g', 'kurtosis', 'crest',
  'cycle_count', 'energy_kwh', 'ambient_c', 'current_unbalance_pct', 'thermal_load_pct', 'winding_excess_k',
]; // prettier-ignore

const DAY_MS = 24 * HOUR_MS;

const values = (readings: readonly Reading[], metric: string): readonly number[] =>
  series(readings, metric);

const hour = ({ ts }: Reading): number => (ts % DAY_MS) / HOUR_MS;
const weekend = ({ ts }: Reading): boolean => [0, 6].includes(new Date(ts).getUTCDay());

/** Of all but the first, whose interval began before the counter was read. */
const sum = (list: readonly number[]): number => list.slice(1).reduce((a, b) => a + b, 0);

const cyclesAfter = async (interval: string): Promise<number> => {
  const profile = await factory('count=1', `interval=${interval}`);
  const readings = [...fleetOf(profile).advance(MONDAY + 4 * HOUR_MS)];
  return readings.at(-1)?.metrics['cycle_count'] ?? 0;
};

describe('a machine', () => {
  it('reports the quantities of its kind, finite, and none of the truth', async () => {
    const readings = runFor(fleetOf(await factory('count=4')), 1_000);
    const own = {
      spindle: ['tool_wear_min'],
      pump: ['flow'],
      compressor: ['flow', 'slip_pct'],
      conveyor: ['slip_pct'],
    };
    for (const [kind, extra] of Object.entries(own)) {
      const [reading] = ofDevice(readings, FIRST[kind as keyof typeof FIRST]);
      const metrics = reading?.metrics ?? {};
      expect(Object.keys(metrics).toSorted()).toEqual([...NAMES, ...extra].toSorted());
      expect(Object.values(metrics).every((value) => Number.isFinite(value))).toBe(true);
    }
  });

  it('works in two shifts from Monday to Friday and stands at night and on Sunday', async () => {
    const profile = await factory('count=1', 'interval=600s');
    const readings = runFor(fleetOf(profile), 7 * DAY_MS);
    const during = readings.filter((r) => !weekend(r) && hour(r) >= 6.2 && hour(r) < 22);
    const outside = readings.filter((r) => weekend(r) || hour(r) < 6 || hour(r) > 22.2);
    expect(values(during, 'machine_status')).not.toContain(0);
    expect(new Set(values(outside, 'machine_status'))).toEqual(new Set([0]));
  });

  it('waits, changes over and changes tools between its cycles', async () => {
    const readings = runFor(fleetOf(await factory('count=1', 'interval=10s')), 8 * HOUR_MS);
    const codes = values(readings, 'machine_status');
    expect(new Set(codes)).toEqual(new Set([1, 2, 3]));
    expect(codes.filter((code) => code === 2).length / codes.length).toBeGreaterThan(0.7);
    const wear = values(readings, 'tool_wear_min');
    expect(Math.max(...wear)).toBeLessThan(240);
    expect(wear.filter((value, i) => value < (wear[i - 1] ?? 0)).length).toBeGreaterThan(0);
  });

  it('warms its winding by 60 to 80 K at rated load, in 35 minutes to 63 % of it', async () => {
    const profile = await factory(
      'count=1', 'interval=60s', ...STEADY, 'site.air.workingK=0', 'site.shifts.startHour=8',
      'site.shifts.workedH=16', 'model.spindle.lowLoadShare=0.92', 'model.spindle.highLoadShare=0.92',
      'model.sensors.temperatureNoiseK=0', 'model.operation.toolTorqueShare=0',
    ); // prettier-ignore
    const motor = values(runFor(fleetOf(profile), 10 * HOUR_MS), 'motor_temp_c');
    const air = 22;
    const rise = (motor.at(-1) as number) - air;
    expect(rise).toBeGreaterThan(60);
    expect(rise).toBeLessThan(80);
    const minutes = motor.findIndex((value) => value - air >= (1 - Math.exp(-1)) * rise);
    expect(minutes).toBeGreaterThan(33);
    expect(minutes).toBeLessThan(38);
  });

  it('counts the energy that its power makes', async () => {
    const readings = runFor(fleetOf(await factory('count=1')), HOUR_MS);
    const counter = values(readings, 'energy_kwh');
    const counted = (counter.at(-1) as number) - (counter[0] as number);
    const integral = sum(values(readings, 'power_kw')) / 3_600;
    expect(integral / counted).toBeCloseTo(1, 3);
    expect(sum(values(readings, 'energy_consumption')) / counted).toBeCloseTo(1, 3);
  });

  it('reads pressure in the coarse steps of its sensor', async () => {
    const readings = ofDevice(runFor(fleetOf(await factory('count=2')), 600_000), FIRST.pump);
    for (const pressure of values(readings, 'pressure')) {
      expect(Math.abs(pressure / 0.33 - Math.round(pressure / 0.33))).toBeLessThan(0.01);
    }
  });

  it('vibrates between 0.6 and 2 mm/s with a crest of 3.5 to 4.2 when healthy', async () => {
    const readings = runFor(fleetOf(await factory('interval=10s')), HOUR_MS);
    const running = readings.filter(({ metrics }) => metrics['vibration'] !== undefined);
    expect(mean(values(running, 'vibration'))).toBeGreaterThan(0.6);
    expect(mean(values(running, 'vibration'))).toBeLessThan(2);
    expect(mean(values(running, 'crest'))).toBeCloseTo(3.8, 1);
    expect(mean(values(running, 'kurtosis'))).toBeGreaterThan(3);
    expect(mean(values(running, 'kurtosis'))).toBeLessThan(3.6);
  });
});

describe('the seed', () => {
  it('gives the same readings again', async () => {
    const profile = await factory('count=3', 'interval=10s');
    expect(runFor(fleetOf(profile), HOUR_MS)).toEqual(runFor(fleetOf(profile), HOUR_MS));
  });

  it('keeps a machine’s readings when the fleet grows', async () => {
    const few = runFor(fleetOf(await factory('count=3', 'interval=10s')), HOUR_MS);
    const many = runFor(fleetOf(await factory('count=4', 'interval=10s')), HOUR_MS);
    expect(many.filter(({ device }) => device !== FIRST.conveyor)).toEqual(few);
  });
});

const TEMPERATURES_AND_LOADS = [
  'motor_temp_c', 'bearing_temp_c', 'temperature', 'power_kw', 'load_pct', 'rpm',
]; // prettier-ignore

/** Means over a time at a length of step, by device and metric, of a shop without weather and noise. */
async function means(interval: string, lengthMs: number): Promise<ReadonlyMap<string, number>> {
  const quiet = ['site.air.weatherSdK=0', 'model.sensors.temperatureNoiseK=0'];
  const readings = runFor(
    fleetOf(await factory('count=4', ...quiet, `interval=${interval}`)),
    lengthMs,
  );
  const entries = Object.values(FIRST).flatMap((device) => {
    const own = ofDevice(readings, device);
    return TEMPERATURES_AND_LOADS.map((name): [string, number] => [
      `${device} ${name}`,
      mean(values(own, name)),
    ]);
  });
  return new Map(entries);
}

describe('the length of the steps', () => {
  it.each([
    ['1s', '60s', 3 * HOUR_MS],
    ['20s', '600s', DAY_MS],
  ])('of %s and of %s gives the same means to one in a hundred', async (fine, coarse, lengthMs) => {
    const short = await means(fine, lengthMs);
    for (const [name, value] of await means(coarse, lengthMs)) {
      const ratio = (short.get(name) as number) / value;
      expect({ name, ratio, near: Math.abs(ratio - 1) < 0.01 }).toMatchObject({ near: true });
    }
  });

  it('changes nothing in the history of states', async () => {
    const [fine, coarse] = await Promise.all([cyclesAfter('2s'), cyclesAfter('60s')]);
    expect(Math.abs(fine - coarse)).toBeLessThanOrEqual(1);
  });
});
