import { beforeAll, describe, expect, it } from 'vitest';
import { TURBINE_FAULTS } from '../../../../src/simulator/devices/wind-turbine/faults/index.ts';
import type { FaultRequest } from '../../../../src/simulator/faults/fault.ts';
import type { Reading } from '../../../../src/telemetry/reading.ts';
import { fleetOf, HOUR_MS, ofDevice, runFor, series, windFarm } from '../../wind-farm.ts';

const RATED_KW = 2_050;
const GEAR_RATIO = 104.95;
/** Half a step of the rotor's and of the generator's speed sensor, 1/min at the generator. */
const RESOLUTION_RPM = 0.005 * GEAR_RATIO + 0.05;
const SECONDS = 30;

const turbine = (i: number): string => `wt-${String(i + 1).padStart(3, '0')}`;

describe('a turbine, whatever befalls it,', () => {
  /** One turbine for each mode, all in one wind and repaired before the end. */
  let farm: readonly (readonly Reading[])[];
  beforeAll(async () => {
    const count = TURBINE_FAULTS.length;
    const profile = await windFarm(
      `count=${count}`, `interval=${SECONDS}s`, 'site.wind.startMps=13',
    ); // prettier-ignore
    const faults = TURBINE_FAULTS.map(({ mode }, i): FaultRequest => ({
      mode,
      device: turbine(i),
      delayMs: HOUR_MS / 2,
      overMs: HOUR_MS,
      repairAfterMs: HOUR_MS,
    }));
    const readings = runFor(fleetOf(profile, { faults }), 6 * HOUR_MS);
    farm = TURBINE_FAULTS.map((_, i) => ofDevice(readings, turbine(i)));
  });

  it('keeps its power below 1.12 of rated at any moment, and above what it consumes at rest', () => {
    const power = farm.flatMap((readings) => series(readings, 'power_kw'));
    expect(Math.max(...power)).toBeLessThanOrEqual(1.12 * RATED_KW);
    expect(Math.max(...power)).toBeGreaterThan(RATED_KW);
    expect(Math.min(...power)).toBeGreaterThanOrEqual(-17);
  });

  it('counts as energy the integral of its power', () => {
    for (const readings of farm) {
      const energy = series(readings, 'energy_kwh');
      const grown = (energy.at(-1) as number) - (energy[0] as number);
      const sum = series(readings.slice(1), 'power_kw').reduce((total, kw) => total + kw, 0);
      expect(Math.abs((grown * 3_600) / SECONDS / sum - 1)).toBeLessThan(0.001);
    }
  });

  it('turns its generator in the ratio of the gearbox', () => {
    const slips = farm.flat().map(({ metrics }) => {
      const [rotor, generator] = [metrics['rotor_rpm'] as number, metrics['gen_rpm'] as number];
      return Math.abs(generator - GEAR_RATIO * rotor);
    });
    expect(Math.max(...slips)).toBeLessThanOrEqual(RESOLUTION_RPM + 1e-9);
  });

  it('keeps its temperatures within what can be', () => {
    const names = Object.keys(farm[0]?.[0]?.metrics ?? {}).filter((name) => name.endsWith('_c'));
    const all = names.flatMap((name) => farm.flatMap((readings) => series(readings, name)));
    expect(all.filter((celsius) => celsius < -30 || celsius > 145)).toEqual([]);
  });

  it('reports finite values only', () => {
    const broken = farm
      .flat()
      .flatMap(({ metrics }) => Object.values(metrics))
      .filter((value) => !Number.isFinite(value));
    expect(broken).toEqual([]);
  });

  it('runs again when all is repaired and over', () => {
    const last = farm.map((readings) => readings.at(-1)?.metrics['status_code']);
    const stillStopped = TURBINE_FAULTS.filter((_, i) => last[i] !== 3).map(({ mode }) => mode);
    expect(stillStopped).toEqual([]);
  });
});
