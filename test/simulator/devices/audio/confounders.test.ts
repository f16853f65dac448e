import { describe, expect, it } from 'vitest';
import { AUDIO_FAULTS } from '../../../../src/simulator/devices/audio/faults/index.ts';
import type { Reading } from '../../../../src/telemetry/reading.ts';
import { HOUR_MS, mean, ofDevice, series } from '../../wind-farm.ts';
import { ALWAYS_PLAYING, audioFleet, audioProfile, runFor, START } from './audio-fleet.ts';

const HOURS = 30;

/** A device to which something happens for some hours from the second on, and its twin. */
async function pair(mode: string, forHours: number, ...overrides: readonly string[]) {
  const profile = await audioProfile('count=1', 'interval=60s', ...overrides);
  const event = { mode, device: 'spk-001', delayMs: 2 * HOUR_MS, overMs: forHours * HOUR_MS };
  return {
    healthy: runFor(audioFleet(profile), HOURS * HOUR_MS),
    other: runFor(audioFleet(profile, [event]), HOURS * HOUR_MS),
  };
}

const between = (readings: readonly Reading[], from: number, to: number): readonly Reading[] =>
  readings.filter(({ ts }) => ts > START + from * HOUR_MS && ts <= START + to * HOUR_MS);

const meanBetween = (readings: readonly Reading[], metric: string): number =>
  mean(series(between(readings, 3, 12), metric));

const back = (readings: readonly Reading[]): readonly number[] =>
  series(between(readings, 13, 30), 'rssi_dbm');

const gaps = (readings: readonly Reading[]): number =>
  readings.at(-1)?.metrics['audio_underruns'] as number;

describe('what happens to an audio device without a fault', () => {
  it('is of a kind of its own, for which an alarm is a false one', () => {
    const operational = AUDIO_FAULTS.filter(({ kind }) => kind === 'operational');
    expect(operational.map(({ mode }) => mode).toSorted()).toEqual([
      'firmware-update',
      'other-room',
      'vacation',
    ]);
  });

  it('is a boot with the newer version after an update of minutes', async () => {
    const { other } = await pair('firmware-update', 0.1, 'model.firmware.newerShare=0');
    expect(new Set(series(between(other, 0, 2), 'fw_version'))).toEqual(new Set([40_201]));
    expect(series(between(other, 2, 2.1), 'status_code')).toContain(5);
    const after = between(other, 2.2, 3);
    expect(new Set(series(after, 'fw_version'))).toEqual(new Set([40_300]));
    expect(new Set(series(after, 'reset_reason'))).toEqual(new Set([2]));
    expect(Math.max(...series(after, 'uptime_s'))).toBeLessThan(HOUR_MS / 1_000);
  });

  it('is silence for the time of a vacation, and music after it', async () => {
    const { other } = await pair('vacation', 20, ...ALWAYS_PLAYING);
    expect(Math.max(...series(between(other, 3, 22), 'volume_pct'))).toBe(0);
    expect(series(between(other, 3, 22), 'status_code')).not.toContain(3);
    expect(series(between(other, 22, 30), 'status_code')).toContain(3);
  });

  it('leaves a device whose owner never plays in its standby', async () => {
    const silent = 'model.usage.playsPerDay=0';
    const { healthy, other } = await pair('other-room', 1, silent);
    expect(series(other, 'status_code')).toEqual(series(healthy, 'status_code'));
  });

  it('is nine decibels less signal in another room, and the old place again later', async () => {
    const { healthy, other } = await pair('other-room', 10);
    expect(meanBetween(other, 'rssi_dbm') - meanBetween(healthy, 'rssi_dbm')).toBeCloseTo(-9, 0);
    expect(back(other)).toEqual(back(healthy));
  });
});

describe('a release that leaks', () => {
  const COHORT = ['spk-001', 'spk-003'];
  const faults = COHORT.map((device) => ({
    mode: 'bad-firmware',
    device,
    delayMs: 2 * HOUR_MS,
    overMs: 20 * HOUR_MS,
  }));

  it('takes the memory of the whole cohort, names itself, and is gone after the hotfix', async () => {
    const readings = runFor(audioFleet(await audioProfile('count=3'), faults), 26 * HOUR_MS);
    for (const device of ['spk-001', 'spk-002', 'spk-003']) {
      const own = ofDevice(readings, device);
      const lowest = Math.min(...series(between(own, 3, 22), 'mem_free_pct'));
      const versions = series(between(own, 3, 21), 'fw_version');
      const isIn = COHORT.includes(device);
      expect(lowest < 20).toBe(isIn);
      expect(versions.every((version) => version === 40_310)).toBe(isIn);
      expect(own.at(-1)?.metrics['fw_version']).not.toBe(40_310);
      expect(own.at(-1)?.metrics['mem_free_pct']).toBeGreaterThan(80);
    }
  });
});

describe('late signal processing', () => {
  it('makes gaps and keeps the processor busy while playing', async () => {
    const { healthy, other } = await pair('dsp-underrun', 24, ...ALWAYS_PLAYING);
    expect(gaps(other)).toBeGreaterThan(gaps(healthy) + 200);
    expect(meanBetween(other, 'cpu_pct')).toBeGreaterThan(1.1 * meanBetween(healthy, 'cpu_pct'));
  });
});
