import { beforeAll, describe, expect, it } from 'vitest';
import type { Reading } from '../../../../src/telemetry/reading.ts';
import {
  autocorrelation, correlation, DAY_MS, fleetOf, increments, mean, ofDevice, runFor, series,
  windFarm,
  type WindFarmProfile,
} from '../../wind-farm.ts'; // prettier-ignore

const DAYS = 365;
const DEVICES = ['wt-001', 'wt-002'] as const;

function kurtosis(values: readonly number[]): number {
  const centre = mean(values);
  const moment = (order: number): number => mean(values.map((v) => (v - centre) ** order));
  return moment(4) / moment(2) ** 2 - 3;
}

/** Weibull shape by Justus' relation from the coefficient of variation, and scale from the mean. */
function weibull(values: readonly number[]): { readonly k: number; readonly a: number } {
  const centre = mean(values);
  const sd = Math.sqrt(mean(values.map((v) => (v - centre) ** 2)));
  const k = (sd / centre) ** -1.086;
  return { k, a: centre / (0.568 + 0.433 / k) ** (1 / k) };
}

describe('a year of two turbines in steps of ten minutes', () => {
  let year: readonly (readonly Reading[])[];
  beforeAll(async () => {
    const profile = await windFarm('count=2', 'interval=600s');
    const readings = runFor(fleetOf(profile), DAYS * DAY_MS - 1);
    year = DEVICES.map((device) => ofDevice(readings, device));
  });
  const each = (metric: string): readonly (readonly number[])[] =>
    year.map((readings) => series(readings, metric));
  const average = (metric: string, of: (values: readonly number[]) => number): number =>
    mean(each(metric).map((values) => of(values)));

  it('has the Weibull wind of the site, as the nacelle sees it', () => {
    const { k, a } = weibull(series(year.flat(), 'wind_speed_ms'));
    expect(k).toBeGreaterThan(2.0);
    expect(k).toBeLessThan(2.6);
    expect(a).toBeGreaterThan(5.6);
    expect(a).toBeLessThan(6.5);
  });

  it('remembers the wind as real farms do', () => {
    expect(average('wind_speed_ms', (v) => autocorrelation(v, 1))).toBeCloseTo(0.967, 1.7);
    expect(average('wind_speed_ms', (v) => autocorrelation(v, 6))).toBeCloseTo(0.88, 1.3);
    expect(average('wind_speed_ms', (v) => autocorrelation(v, 36))).toBeCloseTo(0.61, 1);
  });

  it('shares the weather but not the gusts', () => {
    const [a, b] = each('wind_speed_ms') as [number[], number[]];
    const level = correlation(a, b);
    expect(level).toBeGreaterThan(0.92);
    expect(level).toBeLessThan(0.98);
    const change = correlation(increments(a), increments(b));
    expect(change).toBeGreaterThan(0.33);
    expect(change).toBeLessThan(0.6);
  });

  it('has heavy-tailed changes of wind', () => {
    expect(average('wind_speed_ms', (v) => kurtosis(increments(v)))).toBeGreaterThan(4);
  });

  it.each([
    [5, 136],
    [8, 860],
    [10, 1_367],
    [12, 1_773],
  ])('delivers the measured power at %d m/s', (speed, kw) => {
    const near = year
      .flat()
      .filter(({ metrics }) => Math.abs((metrics['wind_speed_ms'] as number) - speed) < 0.25)
      .filter(({ metrics }) => metrics['status_code'] === 3);
    expect(mean(series(near, 'power_kw')) / kw).toBeCloseTo(1, 1);
  });

  it('lets oil and stator cycle between the limits of their thermostats', () => {
    const running = year.flat().filter(({ metrics }) => (metrics['power_kw'] as number) > 200);
    const oil = series(running, 'gear_oil_c');
    expect(oil.filter((t) => t > 54.5 && t < 62).length / oil.length).toBeGreaterThan(0.9);
    const partLoad = running.filter(({ metrics }) => (metrics['power_kw'] as number) < 1_200);
    const hot = series(partLoad, 'gen_stator_c').filter((t) => t > 68);
    expect(hot.length / partLoad.length).toBeLessThan(0.01);
    const fullLoad = running.filter(({ metrics }) => (metrics['power_kw'] as number) > 1_900);
    expect(mean(series(fullLoad, 'gen_stator_c'))).toBeGreaterThan(66);
  });

  it('shows the fan in the nacelle: more alike after two hours than after one', () => {
    const halfCycle = average('nacelle_c', (v) => autocorrelation(v, 6));
    const cycle = average('nacelle_c', (v) => autocorrelation(v, 11));
    expect(halfCycle).toBeLessThan(0.85);
    expect(cycle).toBeGreaterThan(halfCycle);
  });

  it('starts a few times a day and turns its cable back now and then', () => {
    const codes = series(year[0] as readonly Reading[], 'status_code');
    const entries = (code: number): number =>
      codes.filter((value, i) => value === code && codes[i - 1] !== code).length;
    expect(entries(3) / DAYS).toBeGreaterThan(0.8);
    expect(entries(3) / DAYS).toBeLessThan(5);
    expect(entries(7)).toBeGreaterThan(5);
    expect(entries(7)).toBeLessThan(80);
  });

  it('keeps every temperature within what can be', () => {
    const names = Object.keys(year[0]?.[0]?.metrics ?? {}).filter((name) => name.endsWith('_c'));
    const all = names.flatMap((name) => series(year[0] ?? [], name));
    expect(all.filter((value) => value < -30 || value > 115)).toEqual([]);
  });
});

/** Weather that stands still, so that only the length of the step differs. */
const steady = async (startMps: number, interval: string): Promise<WindFarmProfile> => {
  const profile = await windFarm(
    'count=4', `site.wind.startMps=${startMps}`, `interval=${interval}`,
    'site.wind.fluctuationShare=0', 'site.wind.sharedShare=1', 'site.wind.diurnalAmplitude=0',
    'site.wind.seasonalAmplitude=0', 'site.air.diurnalK=0', 'site.air.weatherSdK=0',
    'model.dynamics.discScatter=0', 'site.wind.shortShare=0',
  ); // prettier-ignore
  const wind = { ...profile.site.wind, longTauMin: 1e9 };
  return { ...profile, site: { ...profile.site, wind } };
};

describe('a step of a second and a step of ten minutes', () => {
  const names = [
    'wind_speed_ms', 'power_kw', 'rotor_rpm', 'gear_oil_c', 'gen_stator_c', 'nacelle_c', 'main_brg_c',
  ]; // prettier-ignore
  const means = async (
    startMps: number,
    interval: string,
  ): Promise<ReadonlyMap<string, number>> => {
    const readings = runFor(fleetOf(await steady(startMps, interval)), 8 * 3_600_000 - 1);
    return new Map(names.map((name) => [name, mean(series(readings, name))]));
  };

  it.each([5, 8.5, 12.5])('agree on the means at a wind of %d m/s', async (startMps) => {
    const short = await means(startMps, '4s');
    for (const [name, value] of await means(startMps, '600s')) {
      const ratio = (short.get(name) as number) / value;
      // Eight hours cut the cycle of the fan, which the nacelle follows, anywhere.
      const tolerance = name === 'nacelle_c' ? 0.02 : 0.01;
      expect({ name, near: Math.abs(ratio - 1) < tolerance, ratio }).toMatchObject({ near: true });
    }
  });
});
