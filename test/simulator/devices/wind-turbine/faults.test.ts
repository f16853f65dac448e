import { describe, expect, it } from 'vitest';
import type { Reading } from '../../../../src/telemetry/reading.ts';
import { fleetOf, HOUR_MS, mean, runFor, series, windFarm } from '../../wind-farm.ts';
import { late, ratio, twins, WINDY } from './twins.ts';

const end = (readings: readonly Reading[]): number =>
  mean(series(readings.slice(-60), 'gear_brg_hss_c'));

describe('wear of the gearbox bearing', () => {
  const request = { mode: 'gearbox-bearing-wear', delayMs: HOUR_MS / 2, overMs: HOUR_MS / 2 };

  it('shows in heat, vibration, kurtosis and particles, and nowhere else', async () => {
    const worn = await twins(request, { hours: 3 });
    expect(late(worn, 'gear_brg_hss_c')).toBeGreaterThan(12);
    expect(late(worn, 'gear_brg_ims_c')).toBeGreaterThan(8);
    expect(ratio(worn, 'vib_gearbox_mms')).toBeCloseTo(5, 1);
    expect(late(worn, 'vib_gearbox_kurtosis')).toBeGreaterThan(3);
    expect(late(worn, 'gear_oil_particles_ml')).toBeGreaterThan(5_000);
    for (const metric of [
      'wind_speed_ms',
      'power_kw',
      'gen_stator_c',
      'vib_gen_mms',
      'ambient_c',
    ]) {
      expect(late(worn, metric)).toBe(0);
    }
  });

  it('announces itself in the kurtosis before the heat', async () => {
    const worn = await twins({ ...request, overMs: 4 * HOUR_MS }, { hours: 4 });
    const firstOver = (metric: string, limit: number): number =>
      worn.sick.findIndex(
        ({ metrics }, i) =>
          (metrics[metric] as number) - (worn.healthy[i]?.metrics[metric] as number) > limit,
      );
    expect(firstOver('vib_gearbox_kurtosis', 1)).toBeLessThan(firstOver('gear_brg_hss_c', 3));
  });

  it('is milder at a lower severity', async () => {
    const mild = await twins({ ...request, severity: 0.4 }, { hours: 3 });
    const hard = await twins(request, { hours: 3 });
    const heat = late(mild, 'gear_brg_hss_c') / late(hard, 'gear_brg_hss_c');
    expect(heat).toBeCloseTo(0.4, 1);
  });
});

describe('loss of the oil cooler', () => {
  it('lets the oil climb for hours, derates, trips, and restarts when it has cooled', async () => {
    const request = { mode: 'oil-cooler-loss', delayMs: HOUR_MS, overMs: HOUR_MS };
    const lost = await twins(request, { hours: 40, startMps: 12 });
    const oil = series(lost.sick, 'gear_oil_c');
    const hoursTo75 = (oil.findIndex((t) => t >= 75) * 10) / 3_600 - 1;
    expect(hoursTo75).toBeGreaterThan(2);
    expect(hoursTo75).toBeLessThan(12);
    expect(Math.max(...oil)).toBeLessThan(82);
    expect(Math.max(...series(lost.healthy, 'gear_oil_c'))).toBeLessThan(63);
    expect(lost.states.slice(0, 5)).toEqual([
      'production',
      'derated',
      'stopping',
      'tripped',
      'standstill',
    ]);
  });

  it('does nothing to a turbine before its thermostat asks for cooling', async () => {
    const request = { mode: 'oil-cooler-loss', delayMs: 0, overMs: 60_000 };
    const { healthy, sick } = await twins(request, { hours: 0.05 });
    expect(sick.map(({ metrics }) => metrics['wind_speed_ms'])).toEqual(
      healthy.map(({ metrics }) => metrics['wind_speed_ms']),
    );
  });
});

describe('the wind anomaly', () => {
  it('raises wind and turbulence far over the day’s and passes without a trace in the wind', async () => {
    const request = { mode: 'wind-anomaly', delayMs: HOUR_MS, overMs: 600_000 };
    const { healthy, sick } = await twins(request, { hours: 3 });
    const excess = sick.map(
      ({ metrics }, i) =>
        (metrics['wind_speed_ms'] as number) - (healthy[i]?.metrics['wind_speed_ms'] as number),
    );
    expect(Math.max(...excess)).toBeGreaterThan(15);
    const before = excess.slice(0, 359);
    expect(before.every((v) => v === 0)).toBe(true);
    expect(mean(excess.slice(-180).map(Math.abs))).toBeLessThan(0.2);
  });
});

describe('two faults at once', () => {
  it('add up', async () => {
    const profile = await windFarm(...WINDY);
    const faults = ['gearbox-bearing-wear', 'oil-cooler-loss'].map((mode) => ({
      mode, device: 'wt-001', delayMs: 0, overMs: HOUR_MS / 2,
    })); // prettier-ignore
    const both = runFor(fleetOf(profile, { faults }), 4 * HOUR_MS);
    const one = runFor(fleetOf(profile, { faults: faults.slice(0, 1) }), 4 * HOUR_MS);
    expect(end(both)).toBeGreaterThan(end(one) + 1);
  });
});
