import { describe, expect, it } from 'vitest';
import type { FaultRequest } from '../../../../src/simulator/faults/fault.ts';
import type { Reading } from '../../../../src/telemetry/reading.ts';
import { fleetOf, HOUR_MS, mean, runFor, series, START, windFarm } from '../../wind-farm.ts';

const WINDY = ['count=1', 'interval=10s', 'site.wind.startMps=9', 'site.wind.longTauMin=20000'];

interface Pair {
  readonly healthy: readonly Reading[];
  readonly sick: readonly Reading[];
  readonly states: readonly string[];
}

/** A turbine with a fault, and its twin without on the same random numbers. */
async function pair(
  request: Omit<FaultRequest, 'device'>,
  hours: number,
  startMps = 9,
): Promise<Pair> {
  const profile = await windFarm(...WINDY, `site.wind.startMps=${startMps}`);
  const fleet = fleetOf(profile, { faults: [{ device: 'wt-001', ...request }] });
  const states: string[] = [];
  const sick: Reading[] = [];
  for (const reading of fleet.advance(START + hours * HOUR_MS)) {
    sick.push(reading);
    if (states.at(-1) !== fleet.state('wt-001')) states.push(fleet.state('wt-001'));
  }
  return { healthy: runFor(fleetOf(profile), hours * HOUR_MS), sick, states };
}

/** Mean difference to the healthy twin in the last half hour. */
function late({ healthy, sick }: Pair, metric: string): number {
  const tail = (readings: readonly Reading[]): number => mean(series(readings.slice(-180), metric));
  return tail(sick) - tail(healthy);
}

const end = (readings: readonly Reading[]): number =>
  mean(series(readings.slice(-60), 'gear_brg_hss_c'));

describe('wear of the gearbox bearing', () => {
  const request = { mode: 'gearbox-bearing-wear', delayMs: HOUR_MS / 2, overMs: HOUR_MS / 2 };

  it('shows in heat, vibration, kurtosis and particles, and nowhere else', async () => {
    const worn = await pair(request, 3);
    expect(late(worn, 'gear_brg_hss_c')).toBeGreaterThan(12);
    expect(late(worn, 'gear_brg_ims_c')).toBeGreaterThan(8);
    const factor = mean(series(worn.sick.slice(-180), 'vib_gearbox_mms')) / mean(series(worn.healthy.slice(-180), 'vib_gearbox_mms')); // prettier-ignore
    expect(factor).toBeCloseTo(5, 1);
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
    const worn = await pair({ ...request, overMs: 4 * HOUR_MS }, 4);
    const firstOver = (metric: string, limit: number): number =>
      worn.sick.findIndex(
        ({ metrics }, i) =>
          (metrics[metric] as number) - (worn.healthy[i]?.metrics[metric] as number) > limit,
      );
    expect(firstOver('vib_gearbox_kurtosis', 1)).toBeLessThan(firstOver('gear_brg_hss_c', 3));
  });

  it('is milder at a lower severity', async () => {
    const mild = await pair({ ...request, severity: 0.4 }, 3);
    const hard = await pair(request, 3);
    const heat = late(mild, 'gear_brg_hss_c') / late(hard, 'gear_brg_hss_c');
    expect(heat).toBeCloseTo(0.4, 1);
  });
});

describe('loss of the oil cooler', () => {
  it('lets the oil climb for hours, derates, trips, and restarts when it has cooled', async () => {
    const request = { mode: 'oil-cooler-loss', delayMs: HOUR_MS, overMs: HOUR_MS };
    const lost = await pair(request, 20, 12);
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
    const { healthy, sick } = await pair(request, 0.05);
    expect(sick.map(({ metrics }) => metrics['wind_speed_ms'])).toEqual(
      healthy.map(({ metrics }) => metrics['wind_speed_ms']),
    );
  });
});

describe('the wind anomaly', () => {
  it('raises wind and turbulence far over the day’s and passes without a trace in the wind', async () => {
    const request = { mode: 'wind-anomaly', delayMs: HOUR_MS, overMs: 600_000 };
    const { healthy, sick } = await pair(request, 3);
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
