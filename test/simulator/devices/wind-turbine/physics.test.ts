import { describe, expect, it } from 'vitest';
import { fleetOf, HOUR_MS, mean, ofDevice, runFor, series, windFarm } from '../../wind-farm.ts';

const NAMES = [
  'wind_speed_ms', 'wind_dir_deg', 'yaw_error_deg', 'rotor_rpm', 'gen_rpm', 'power_kw',
  'reactive_kvar', 'pitch_deg_1', 'pitch_deg_2', 'pitch_deg_3', 'torque_nm', 'gear_oil_c',
  'gear_brg_hss_c', 'gear_brg_ims_c', 'gen_stator_c', 'gen_brg_de_c', 'gen_brg_nde_c',
  'main_brg_c', 'nacelle_c', 'ambient_c', 'vib_gearbox_mms', 'vib_gearbox_kurtosis',
  'vib_gen_mms', 'tower_acc_mg', 'gear_oil_particles_ml', 'grid_hz', 'grid_v', 'hyd_press_bar',
  'status_code', 'energy_kwh',
]; // prettier-ignore

const powerAt = async (altitude: number): Promise<number> => {
  const profile = await windFarm('count=1', 'site.wind.startMps=8', `site.altitudeM=${altitude}`);
  return mean(series(runFor(fleetOf(profile), 600_000), 'power_kw'));
};

const powerOf = async (kw: number): Promise<number> => {
  const profile = await windFarm('count=1', 'site.wind.startMps=9', `model.rating.powerKw=${kw}`);
  return mean(series(runFor(fleetOf(profile), 300_000), 'power_kw'));
};

const roughness = async (interval: string): Promise<number> => {
  const calm = [
    'site.wind.fluctuationShare=0',
    'site.wind.sharedShare=1',
    'site.wind.shortShare=0',
  ];
  const profile = await windFarm(
    'count=1',
    'site.wind.startMps=9',
    `interval=${interval}`,
    ...calm,
  );
  const wind = series(runFor(fleetOf(profile), 6 * 600_000), 'wind_speed_ms').slice(0, 600);
  const centre = mean(wind);
  return Math.sqrt(mean(wind.map((v) => (v - centre) ** 2))) / centre;
};

const states = async (...overrides: readonly string[]): Promise<readonly string[]> => {
  const fleet = fleetOf(await windFarm('count=1', 'interval=10s', ...overrides));
  const seen: string[] = [];
  for (const { device } of fleet.advance(Date.UTC(2025, 0, 1) + 4 * HOUR_MS)) {
    const state = fleet.state(device);
    if (seen.at(-1) !== state) seen.push(state);
  }
  return seen;
};

describe('a turbine', () => {
  it('reports every quantity of its family, finite and at sensor resolution', async () => {
    const [reading] = runFor(fleetOf(await windFarm('count=1')), 1_000);
    expect(Object.keys(reading?.metrics ?? {})).toEqual(NAMES);
    for (const value of Object.values(reading?.metrics ?? {})) {
      expect(Number.isFinite(value)).toBe(true);
      expect(String(value).split('.')[1]?.length ?? 0).toBeLessThanOrEqual(3);
    }
  });

  it('never exceeds its momentary power, and holds rated power in a strong wind', async () => {
    const profile = await windFarm(
      'count=2',
      'site.wind.startMps=17',
      'site.wind.longTauMin=20000',
    );
    const power = series(runFor(fleetOf(profile), HOUR_MS / 2), 'power_kw');
    expect(Math.max(...power)).toBeLessThanOrEqual(1.12 * 2_050);
    expect(Math.max(...power)).toBeGreaterThan(2_050);
    expect(mean(power)).toBeGreaterThan(1_850);
  });

  it('counts as energy the integral of its power', async () => {
    for (const [interval, seconds] of [
      ['1s', 1],
      ['600s', 600],
    ] as const) {
      const profile = await windFarm('count=1', 'site.wind.startMps=7', `interval=${interval}`);
      const readings = runFor(fleetOf(profile), seconds * 3_000_000);
      const counted = series(readings, 'energy_kwh');
      const integral =
        mean(series(readings, 'power_kw').slice(1)) * (readings.length - 1) * (seconds / 3_600);
      const grown = (counted.at(-1) as number) - (counted[0] as number);
      expect(Math.abs(grown / integral - 1)).toBeLessThan(0.001);
    }
  });

  it('turns generator and rotor in the ratio of the gearbox, torque after power', async () => {
    const profile = await windFarm('count=1', 'site.wind.startMps=9');
    for (const { metrics } of runFor(fleetOf(profile), 60_000)) {
      const [rotor, generator] = [metrics['rotor_rpm'] as number, metrics['gen_rpm'] as number];
      expect(generator / rotor).toBeCloseTo(104.95, 0);
      const watts = ((metrics['torque_nm'] as number) * generator * Math.PI) / 30;
      expect(watts / 1_000).toBeCloseTo(metrics['power_kw'] as number, -1);
    }
  });

  it('gives less power in thinner air', async () => {
    expect((await powerAt(2_000)) / (await powerAt(0))).toBeCloseTo(Math.exp(-2_000 / 8_400), 1.5);
  });

  it('scales with its rating', async () => {
    expect((await powerOf(4_100)) / (await powerOf(2_050))).toBeCloseTo(2, 2);
  });

  it('differs from its neighbours as units of one type do', async () => {
    const readings = runFor(
      fleetOf(await windFarm('count=12', 'site.wind.startMps=9')),
      HOUR_MS / 12,
    );
    const levels = Array.from({ length: 12 }, (_, i) =>
      mean(series(ofDevice(readings, `wt-${String(i + 1).padStart(3, '0')}`), 'vib_gearbox_mms')),
    );
    expect(Math.max(...levels) / Math.min(...levels)).toBeGreaterThan(1.1);
    expect(Math.max(...levels) / Math.min(...levels)).toBeLessThan(2.5);
  });

  it('has turbulence at seconds and none in ten-minute means', async () => {
    expect(await roughness('1s')).toBeGreaterThan(0.08);
    expect(await roughness('600s')).toBeLessThan(0.06);
  });
});

describe('the controller', () => {
  it('stands still in a calm, feathered and consuming', async () => {
    const profile = await windFarm('count=1', 'site.wind.startMps=1', 'site.wind.shortShare=0');
    const last = runFor(fleetOf(profile), 600_000).at(-1);
    expect(last?.metrics).toMatchObject({ status_code: 1, power_kw: -6, torque_nm: 0 });
    expect(last?.metrics['pitch_deg_1']).toBeGreaterThan(85);
    expect(last?.metrics['rotor_rpm']).toBeLessThan(0.5);
  });

  it('stops for a storm and comes back when it has passed', async () => {
    const seen = await states(
      'site.wind.startMps=25',
      'site.wind.shortShare=0',
      'model.operation.cutOutMps=18',
    );
    expect(seen).toContain('storm');
    const fault = { mode: 'wind-anomaly', device: 'wt-001', delayMs: 600_000, overMs: 1_800_000 };
    const profile = await windFarm('count=1', 'interval=5s', 'site.wind.startMps=9');
    const fleet = fleetOf(profile, { faults: [fault] });
    const codes = series(runFor(fleet, 2 * HOUR_MS), 'status_code');
    expect(codes.slice(0, 120).every((code) => code === 3)).toBe(true);
    expect(codes).toContain(6);
    expect(codes.at(-1)).toBe(3);
  });

  it('turns the nacelle back before the cable is twisted too far', async () => {
    const seen = await states(
      'site.wind.startMps=9', 'model.yaw.unwindDeg=180', 'site.wind.directionTauH=1',
      'site.wind.directionConcentration=0',
    ); // prettier-ignore
    const at = seen.indexOf('unwinding');
    expect(seen.slice(at - 1, at + 3)).toEqual(['stopping', 'unwinding', 'standstill', 'run-up']);
  });

  it('runs up before it is on the grid', async () => {
    const seen = await states(
      'site.wind.startMps=4',
      'site.wind.shortTauMin=20',
      'site.wind.longTauMin=60',
    );
    const at = seen.indexOf('run-up');
    expect(seen.slice(at - 1, at + 2)).toEqual(['standstill', 'run-up', 'production']);
  });
});
