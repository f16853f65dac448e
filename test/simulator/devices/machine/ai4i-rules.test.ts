import { describe, expect, it } from 'vitest';
import type { FaultRequest } from '../../../../src/simulator/faults/fault.ts';
import type { Reading } from '../../../../src/telemetry/reading.ts';
import { series } from '../../wind-farm.ts';
import { factory, FIRST, fleetOf, HOUR_MS, runFor } from './factory-fixture.ts';

/**
 * The failure rules of AI4I 2020 (Matzka, 2020) on a spindle of that machine's size: about 40 N m at
 * 1,500 revolutions a minute. Its heat rule needs a process temperature, which the model has not.
 */
const POWER_KW = 8;
const SPEED_RPM = 1_500;
const RATED_NM = (POWER_KW * 1_000) / ((2 * Math.PI * SPEED_RPM) / 60);
const SIZE = [
  `model.spindle.powerKw=${POWER_KW}`,
  `model.spindle.speedRpm=${SPEED_RPM}`,
  'model.spindle.lowLoadShare=0.6',
  'model.spindle.highLoadShare=0.85',
];
const HOURS = 8;

async function spindle(...faults: readonly FaultRequest[]): Promise<readonly Reading[]> {
  const fleet = fleetOf(await factory('count=1', 'interval=10s', ...SIZE), ...faults);
  const working = runFor(fleet, HOURS * HOUR_MS).filter(
    ({ metrics }) => metrics['rpm'] === SPEED_RPM,
  );
  expect(working.length).toBeGreaterThan(1_000);
  return working;
}

const torques = (readings: readonly Reading[]): readonly number[] =>
  series(readings, 'load_pct').map((percent) => (percent / 100) * RATED_NM);

/** Wear times torque, min N m: overstrain above 11,000 for the smallest product variant. */
const strains = (readings: readonly Reading[]): readonly number[] => {
  const wear = series(readings, 'tool_wear_min');
  return torques(readings).map((torque, i) => torque * (wear[i] as number));
};

describe('a healthy spindle under the rules of AI4I', () => {
  it('works within 3.5 and 9 kW (PWF)', async () => {
    const readings = await spindle();
    const powerKw = torques(readings).map((nm) => (nm * 2 * Math.PI * SPEED_RPM) / 60 / 1_000);
    expect(Math.min(...powerKw)).toBeGreaterThan(3.5);
    expect(Math.max(...powerKw)).toBeLessThan(9);
  });

  it('changes its tool before 240 minutes of cutting (TWF) and is not overstrained (OSF)', async () => {
    const readings = await spindle();
    expect(Math.max(...series(readings, 'tool_wear_min'))).toBeLessThan(240);
    expect(Math.max(...strains(readings))).toBeLessThan(11_000);
  });

  it('draws what torque and speed need, and losses', async () => {
    const readings = await spindle();
    const shaftKw = torques(readings).map((nm) => (nm * 2 * Math.PI * SPEED_RPM) / 60 / 1_000);
    for (const [i, drawn] of series(readings, 'power_kw').entries()) {
      expect(drawn / (shaftKw[i] as number)).toBeGreaterThan(1);
      expect(drawn / (shaftKw[i] as number)).toBeLessThan(1.4);
    }
  });
});

describe('a spindle with a tool that wears too fast', () => {
  it('is overstrained before its tool is changed (OSF)', async () => {
    const overMs = 220 * 60_000;
    const fault = { mode: 'tool-wear', device: FIRST.spindle, delayMs: 0, overMs };
    expect(Math.max(...strains(await spindle(fault)))).toBeGreaterThan(11_000);
  });
});
