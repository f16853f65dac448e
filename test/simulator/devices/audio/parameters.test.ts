import { describe, expect, it } from 'vitest';
import { HOUR_MS, mean, series } from '../../wind-farm.ts';
import { audioFleet, audioProfile, runFor } from './audio-fleet.ts';

describe('the parameters of an audio device', () => {
  it.each([
    ['model.headphone.coilOhm=0', /model\.headphone\.coilOhm/],
    ['model.faults.coilShort.ohmLoss=2', /model\.faults\.coilShort\.ohmLoss/],
    ['model.battery.regainPct=-1', /model\.battery\.regainPct/],
    ['model.firmware.badLeakPerDay=high', /model\.firmware\.badLeakPerDay/],
    ['site.roomC=80', /site\.roomC/],
  ])('are refused by their path when they are impossible: %s', async (override, path) => {
    await expect(audioProfile(override)).rejects.toThrow(path);
  });

  it('set what a fault does at its end', async () => {
    const profile = await audioProfile('count=1', 'model.faults.coilShort.ohmLoss=0.1');
    const fault = { mode: 'coil-short', device: 'spk-001', delayMs: 0, overMs: HOUR_MS };
    const [short, whole] = [[fault], []].map((faults) =>
      mean(series(runFor(audioFleet(profile, faults), 3 * HOUR_MS).slice(61), 'spk_re_ohm_1')),
    );
    expect((short as number) / (whole as number)).toBeCloseTo(0.9, 2);
  });
});
