import { describe, expect, it } from 'vitest';
import { TURBINE_FAULTS } from '../../../../src/simulator/devices/wind-turbine/faults/index.ts';
import { fleetOf, HOUR_MS, runFor, series, windFarm } from '../../wind-farm.ts';
import { late, ratio, tail, twins, WINDY } from './twins.ts';

const steady = ['site.wind.shortShare=0'];

describe('a stop by command or by a trip', () => {
  it.each([
    ['converter-trip', 'tripped', 8],
    ['service', 'service', 11],
    ['battery-test', 'battery-test', 12],
    ['cable-unwind', 'unwinding', 7],
    ['hydraulic-flushing', 'flushing', 15],
    ['grid-loss', 'grid-loss', 14],
  ] as const)('%s stops the turbine under its own code and lets it start again', async (...row) => {
    const [mode, state, code] = row;
    const request = { mode, delayMs: HOUR_MS / 2, overMs: HOUR_MS / 2 };
    const { sick, states } = await twins(request, { hours: 2, overrides: steady });
    const course = ['production', 'stopping', state, 'standstill', 'run-up', 'production'];
    expect(states).toEqual(course);
    const codes = series(sick, 'status_code');
    expect(codes).toContain(code);
    const stopped = sick.filter(({ metrics }) => metrics['status_code'] === code);
    expect(Math.max(...series(stopped, 'power_kw'))).toBeLessThan(50);
    expect(stopped.at(-1)?.metrics['pitch_deg_1']).toBeGreaterThan(85);
  });

  it('a battery test takes 2.3 minutes unless told otherwise', () => {
    const test = TURBINE_FAULTS.find(({ mode }) => mode === 'battery-test');
    expect(test?.defaultOverMs).toBe(138_000);
    expect(test?.kind).toBe('operational');
  });

  it('takes frequency and voltage away with the grid and gives them back', async () => {
    const request = { mode: 'grid-loss', delayMs: HOUR_MS / 2, overMs: HOUR_MS / 2 };
    const { sick } = await twins(request, { hours: 1.2 });
    const dead = sick.filter(({ metrics }) => metrics['grid_hz'] === 0);
    expect(dead.length).toBe(180);
    expect(Math.max(...series(dead, 'grid_v'))).toBe(0);
    expect(sick.at(-1)?.metrics['grid_hz']).toBeCloseTo(50, 0);
  });

  it('keeps a turbine that stands still from starting, and shows why', async () => {
    const request = { mode: 'service', delayMs: 0, overMs: HOUR_MS };
    const { states } = await twins(request, { hours: 0.9, startMps: 1, overrides: steady });
    expect(states).toEqual(['service']);
  });

  it('breaks off a run-up', async () => {
    const profile = await windFarm(...WINDY, ...steady, 'model.operation.runUpS=3600');
    const stop = { mode: 'service', device: 'wt-001', overMs: HOUR_MS / 4 };
    const faults = [
      { ...stop, delayMs: 0 },
      { ...stop, delayMs: HOUR_MS / 2 },
    ];
    const codes = series(runFor(fleetOf(profile, { faults }), HOUR_MS), 'status_code');
    const course = codes.filter((code, i) => code !== codes[i - 1]);
    expect(course).toEqual([5, 11, 1, 2, 5, 11, 1, 2]);
  });
});

describe('a failed pitch battery', () => {
  it('keeps the turbine stopped until the repair', async () => {
    const request = { mode: 'pitch-battery-failure', delayMs: HOUR_MS / 2, overMs: HOUR_MS };
    const never = await twins(request, { hours: 4, overrides: steady });
    expect(never.states).toEqual(['production', 'stopping', 'tripped']);
    const repaired = await twins({ ...request, repairAfterMs: HOUR_MS }, { hours: 4, overrides: steady }); // prettier-ignore
    expect(repaired.states.at(-1)).toBe('production');
  });
});

describe('a hydraulic leak', () => {
  const leak = { mode: 'hydraulic-leak', delayMs: HOUR_MS / 2, overMs: 3 * HOUR_MS };

  it('lowers the pressure, makes the pump run more often, trips, and is over after the repair', async () => {
    const leaking = await twins({ ...leak, repairAfterMs: HOUR_MS }, { hours: 5, overrides: steady }); // prettier-ignore
    expect(leaking.states).toContain('tripped');
    expect(leaking.states.at(-1)).toBe('production');
    const pressure = series(leaking.sick, 'hyd_press_bar');
    expect(Math.min(...pressure)).toBeLessThan(110);
    expect(pressure.at(-1)).toBeGreaterThan(150);
    const healthy = series(leaking.healthy, 'hyd_press_bar');
    expect(pumped(pressure)).toBeGreaterThan(1.5 * pumped(healthy));
  });

  it('does not stop the turbine while it is mild', async () => {
    const mild = await twins({ ...leak, severity: 0.6 }, { hours: 4, overrides: steady });
    expect(mild.states).toEqual(['production']);
    expect(ratio(mild, 'hyd_press_bar')).toBeCloseTo(1 - 0.6 * 0.32, 1);
  });
});

describe('a limit on the power', () => {
  const strong = { hours: 3, startMps: 17, overrides: steady };

  it('caps at 40 to 80 % of rated by severity, with the blades pitched out', async () => {
    for (const [severity, cap] of [[1, 0.4], [1 / 3, 0.8]] as const) {
      const request = { mode: 'curtailment', delayMs: 0, overMs: 4 * HOUR_MS, severity };
      const capped = await twins(request, strong);
      expect(tail(capped.sick, 'power_kw') / 2_050).toBeCloseTo(cap, 2);
      expect(late(capped, 'pitch_deg_1')).toBeGreaterThan(3);
      expect(tail(capped.sick, 'status_code')).toBe(9);
      expect(ratio(capped, 'wind_speed_ms')).toBe(1);
    }
  }); // prettier-ignore

  it('slows the rotor in noise mode', async () => {
    const request = { mode: 'noise-mode', delayMs: 0, overMs: 4 * HOUR_MS };
    const quiet = await twins(request, strong);
    expect(tail(quiet.sick, 'rotor_rpm') / 17.15).toBeCloseTo(0.9, 2);
    expect(tail(quiet.sick, 'power_kw') / 2_050).toBeCloseTo(0.8, 2);
    expect(tail(quiet.sick, 'status_code')).toBe(10);
  });
});

/** How often the pump has raised the pressure. */
function pumped(values: readonly number[]): number {
  return values.filter((bar, i) => bar > (values[i - 1] ?? bar) + 5).length;
}
