import { describe, expect, it } from 'vitest';
import { TURBINE_FAULTS } from '../../../../src/simulator/devices/wind-turbine/faults/index.ts';
import { HOUR_MS, mean, series } from '../../wind-farm.ts';
import { late, moved, ratio, tail, twins } from './twins.ts';

const within = { delayMs: HOUR_MS / 2, overMs: HOUR_MS };

/** Less power means less of everything that follows it. */
const FOLLOWS_POWER = [
  'power_kw', 'reactive_kvar', 'torque_nm', 'energy_kwh', 'gear_oil_c', 'gear_brg_hss_c',
  'gear_brg_ims_c', 'gen_stator_c', 'nacelle_c', 'gen_brg_de_c', 'gen_brg_nde_c',
  'vib_gearbox_mms', 'vib_gen_mms',
]; // prettier-ignore
const FOLLOWS_ROTOR = [
  ...FOLLOWS_POWER, 'rotor_rpm', 'gen_rpm', 'main_brg_c', 'vib_gearbox_kurtosis',
  'pitch_deg_1', 'pitch_deg_2', 'pitch_deg_3',
]; // prettier-ignore

describe('wear of the generator bearing', () => {
  it('shows in the heat of that bearing and the vibration of the generator, and nowhere else', async () => {
    const worn = await twins({ mode: 'generator-bearing-wear', ...within }, { hours: 4 });
    expect([...moved(worn)].toSorted()).toEqual(['gen_brg_de_c', 'vib_gen_mms']);
    expect(late(worn, 'gen_brg_de_c')).toBeGreaterThan(15);
    expect(late(worn, 'gen_brg_de_c')).toBeLessThan(26);
    expect(ratio(worn, 'vib_gen_mms')).toBeCloseTo(4, 1);
  });
});

describe('loss of the generator fan', () => {
  const rated = {
    hours: 10,
    startMps: 17,
    overrides: ['site.wind.shortShare=0', 'site.wind.longTauMin=20000'],
  };

  it('lets the stator pass its thermostat and heat the nacelle', async () => {
    const lost = await twins({ mode: 'generator-fan-loss', ...within }, rated);
    expect(tail(lost.sick, 'power_kw')).toBeGreaterThan(1_800);
    expect(tail(lost.sick, 'gen_stator_c')).toBeGreaterThan(90);
    expect(tail(lost.sick, 'gen_stator_c')).toBeLessThan(125);
    expect(late(lost, 'nacelle_c')).toBeGreaterThan(8);
    const passes = series(lost.sick, 'gen_stator_c').findIndex((t) => t > 90);
    expect(passes / 360).toBeLessThan(4);
    expect(moved(lost).has('vib_gen_mms')).toBe(false);
  });

  it('already does so at a fifth of the load', async () => {
    const options = {
      ...rated,
      startMps: 6.4,
      overrides: [...rated.overrides, 'site.air.meanC=18'],
    };
    const lost = await twins({ mode: 'generator-fan-loss', ...within }, options);
    expect(tail(lost.sick, 'gen_stator_c')).toBeGreaterThan(65);
  });

  it('trips the turbine at the limit of the stator and lets it cool', async () => {
    const hot = [...rated.overrides, 'model.operation.statorTripC=90'];
    const request = { mode: 'generator-fan-loss', ...within };
    const { sick, states } = await twins(request, { ...rated, overrides: hot });
    expect(states).toContain('tripped');
    expect(Math.max(...series(sick, 'gen_stator_c'))).toBeLessThan(91.5);
  });
});

describe('blade icing', () => {
  const cold = { hours: 12, startMps: 11, overrides: ['site.air.meanC=4'] };
  const spell = { mode: 'blade-icing', delayMs: HOUR_MS, overMs: 11 * HOUR_MS, severity: 0.6 };

  it('takes power and speed while the air freezes, as much as its severity says', async () => {
    const iced = await twins(spell, cold);
    expect(Math.max(...series(iced.sick, 'ambient_c'))).toBeLessThan(2);
    expect(ratio(iced, 'power_kw')).toBeGreaterThan(0.45);
    expect(ratio(iced, 'power_kw')).toBeLessThan(0.85);
    expect(moved(iced)).not.toContain('wind_speed_ms');
    expect([...moved(iced)].filter((name) => !FOLLOWS_ROTOR.includes(name))).toEqual([]);
  });

  it('does nothing in air that is too warm to freeze', async () => {
    const warm = await twins(spell, { ...cold, overrides: ['site.air.meanC=20'] });
    expect(moved(warm).size).toBe(0);
  });

  it('freezes the anemometer when there is much of it, stops the turbine, and melts again', async () => {
    const heavy = { ...spell, severity: 1, overMs: 10 * HOUR_MS };
    const { sick, healthy, states } = await twins(heavy, { ...cold, hours: 40 });
    expect(states.slice(0, 3)).toEqual(['production', 'stopping', 'iced']);
    const at = sick.findIndex(({ metrics }) => metrics['status_code'] === 13);
    const shown = (readings: typeof sick): number =>
      mean(series(readings.slice(at, at + 360), 'wind_speed_ms'));
    expect(shown(sick) / shown(healthy)).toBeLessThan(0.7);
    expect(states.slice(3)).toContain('production');
  });
});

describe('a biased wind vane', () => {
  it('costs power and turns the reported direction, while the measured error stays as it was', async () => {
    const biased = await twins({ mode: 'yaw-misalignment', ...within }, { hours: 4, startMps: 8 });
    expect(late(biased, 'wind_dir_deg')).toBeCloseTo(15, 0);
    expect(Math.abs(late(biased, 'yaw_error_deg'))).toBeLessThan(1);
    expect(ratio(biased, 'power_kw')).toBeGreaterThan(0.85);
    expect(ratio(biased, 'power_kw')).toBeLessThan(0.98);
    expect(moved(biased)).not.toContain('wind_speed_ms');
    const rest = [...moved(biased)].filter((name) => !FOLLOWS_POWER.includes(name));
    expect(rest.toSorted()).toEqual(['wind_dir_deg', 'yaw_error_deg']);
  });
});

describe('a blade at another pitch', () => {
  it('shows in its own angle, in power and in the tower', async () => {
    const off = await twins({ mode: 'pitch-offset', ...within }, { hours: 4 });
    expect(late(off, 'pitch_deg_2') - late(off, 'pitch_deg_1')).toBeCloseTo(6, 1);
    expect(ratio(off, 'power_kw')).toBeGreaterThan(0.8);
    expect(ratio(off, 'power_kw')).toBeLessThan(0.95);
    expect(ratio(off, 'tower_acc_mg')).toBeGreaterThan(1.5);
    expect(ratio(off, 'tower_acc_mg')).toBeLessThan(3);
    const rest = [...moved(off)].filter((name) => !FOLLOWS_ROTOR.includes(name));
    expect(rest).toEqual(['tower_acc_mg']);
  });

  it('costs a hundredth of the power and half of the tower again at one degree', async () => {
    const off = await twins({ mode: 'pitch-offset', ...within, severity: 1 / 6 }, { hours: 2 });
    expect(late(off, 'pitch_deg_2') - late(off, 'pitch_deg_1')).toBeCloseTo(1, 1);
    expect(ratio(off, 'power_kw')).toBeGreaterThan(0.97);
    expect(ratio(off, 'power_kw')).toBeLessThan(0.998);
    expect(ratio(off, 'tower_acc_mg')).toBeGreaterThan(1.3);
  });
});

describe('a worn anemometer', () => {
  it('shows a fifth too little wind and moves nothing else in a good wind', async () => {
    const worn = await twins({ mode: 'anemometer-under-read', ...within }, { hours: 2 });
    expect(ratio(worn, 'wind_speed_ms')).toBeCloseTo(0.8, 2);
    expect([...moved(worn)]).toEqual(['wind_speed_ms']);
  });
});

describe('eroded leading edges', () => {
  it('cost power in partial load and hardly any in a strong wind', async () => {
    const steady = ['site.wind.shortShare=0'];
    const request = { mode: 'leading-edge-erosion', ...within };
    const partial = await twins(request, { hours: 2, startMps: 8, overrides: steady });
    expect(ratio(partial, 'power_kw')).toBeGreaterThan(0.9);
    expect(ratio(partial, 'power_kw')).toBeLessThan(0.97);
    const strong = await twins(request, { hours: 2, startMps: 18, overrides: steady });
    expect(ratio(strong, 'power_kw')).toBeGreaterThan(0.985);
    expect([...moved(partial)].filter((name) => !FOLLOWS_ROTOR.includes(name))).toEqual([]);
  });
});

describe('the modes of a turbine', () => {
  it('have a rate, a time and channels that exist', async () => {
    const { healthy } = await twins({ mode: 'service', delayMs: 0 }, { hours: 0.01 });
    const names = Object.keys(healthy[0]?.metrics ?? {});
    expect(new Set(TURBINE_FAULTS.map(({ mode }) => mode)).size).toBe(TURBINE_FAULTS.length);
    for (const { perDeviceYear, defaultOverMs, channels } of TURBINE_FAULTS) {
      expect(perDeviceYear).toBeGreaterThan(0);
      expect(defaultOverMs).toBeGreaterThan(60_000);
      expect(channels.filter((channel) => !names.includes(channel))).toEqual([]);
    }
  });

  it.each(TURBINE_FAULTS.map(({ mode }) => [mode] as const))(
    '%s changes nothing before its onset',
    async (mode) => {
      const { healthy, sick } = await twins({ mode, delayMs: HOUR_MS }, { hours: 0.95 });
      expect(sick).toEqual(healthy);
    },
  );
});
