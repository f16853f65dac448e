import { describe, expect, it } from 'vitest';
import type { Reading } from '../../../../src/telemetry/reading.ts';
import { mean, series } from '../../wind-farm.ts';
import { factory, FIRST, fleetOf, HOUR_MS, runFor, STEADY } from './factory-fixture.ts';

const load = (readings: readonly Reading[]): number => mean(series(readings, 'load_pct').slice(10));

describe('the parameters of a machine', () => {
  it.each([
    ['model.spindle.powerKw=0', /model\.spindle\.powerKw/],
    ['model.faults.beltSlip.slipShare=1.5', /model\.faults\.beltSlip\.slipShare/],
    ['model.bearing.healingChance=2', /model\.bearing\.healingChance/],
    ['model.vibration.tripMms=-1', /model\.vibration\.tripMms/],
    ['model.faults.beltSlipp.slipShare=0.1', /beltSlipp/],
    ['model.pump.highLoadShare=0.1', /model\.pump\.highLoadShare/],
  ])('are refused by their path when they are impossible: %s', async (override, path) => {
    await expect(factory(override)).rejects.toThrow(path);
  });

  it('set what a fault does at its end', async () => {
    const profile = await factory(
      'count=1',
      'interval=30s',
      ...STEADY,
      'model.faults.toolBreak.torqueLoss=0.9',
    );
    const fault = { mode: 'tool-break', device: FIRST.spindle, delayMs: 0 };
    const broken = load(runFor(fleetOf(profile, fault), HOUR_MS));
    expect(broken / load(runFor(fleetOf(profile), HOUR_MS))).toBeCloseTo(0.1, 2);
  });
});
