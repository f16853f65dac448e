import { describe, expect, it } from 'vitest';
import { AUDIO_FAULTS } from '../../../../src/simulator/devices/audio/faults/index.ts';
import type { Reading } from '../../../../src/telemetry/reading.ts';
import { HOUR_MS, mean, ofDevice, series } from '../../wind-farm.ts';
import { audioFleet, audioProfile, runFor } from './audio-fleet.ts';

const HOURS = 14;
const PER_HOUR = 30;

interface Pair {
  readonly healthy: readonly Reading[];
  readonly sick: readonly Reading[];
  readonly neighbours: readonly [readonly Reading[], readonly Reading[]];
}

/** A device with a fault that is complete after two hours, and its twin without on the same numbers. */
async function pair(mode: string, ...overrides: readonly string[]): Promise<Pair> {
  const kinds = AUDIO_FAULTS.find((fault) => fault.mode === mode)?.kinds;
  const headphones = kinds?.includes('headphone') === true ? 1 : 0;
  const profile = await audioProfile(
    'count=2',
    'interval=120s',
    `model.headphoneShare=${headphones}`,
    ...overrides,
  );
  const overMs = mode === 'wifi-congestion' ? HOURS * HOUR_MS : HOUR_MS;
  const fault = { mode, device: 'spk-001', delayMs: HOUR_MS, overMs };
  const healthy = runFor(audioFleet(profile), HOURS * HOUR_MS);
  const sick = runFor(audioFleet(profile, [fault]), HOURS * HOUR_MS);
  return {
    healthy: ofDevice(healthy, 'spk-001'),
    sick: ofDevice(sick, 'spk-001'),
    neighbours: [ofDevice(healthy, 'spk-002'), ofDevice(sick, 'spk-002')],
  };
}

/** Means from the fourth hour on, sick and healthy. */
function late(
  { healthy, sick }: Pair,
  metric: string,
): { readonly sick: number; readonly healthy: number } {
  const tail = (readings: readonly Reading[]): number =>
    mean(series(readings.slice(4 * PER_HOUR), metric));
  return { sick: tail(sick), healthy: tail(healthy) };
}

const last = (readings: readonly Reading[], metric: string): number =>
  readings.at(-1)?.metrics[metric] as number;

/** Charge lost between the second and the fourth hour, percent. */
const lostPct = (readings: readonly Reading[]): number =>
  (readings[2 * PER_HOUR]?.metrics['batt_soc_pct'] as number) -
  (readings[4 * PER_HOUR]?.metrics['batt_soc_pct'] as number);

describe.each(AUDIO_FAULTS)('the fault $mode', ({ mode, channels }) => {
  it('moves its channels after its onset, nothing before it, and no other device', async () => {
    const { healthy, sick, neighbours } = await pair(mode);
    expect(sick.slice(0, PER_HOUR - 1)).toEqual(healthy.slice(0, PER_HOUR - 1));
    expect(neighbours[1]).toEqual(neighbours[0]);
    const moved = channels.filter(
      (metric) => JSON.stringify(series(sick, metric)) !== JSON.stringify(series(healthy, metric)),
    );
    expect(moved.length).toBeGreaterThan(0);
    expect(moved).toContain(channels[0]);
  });
});

describe('a fault of one kind of device', () => {
  it('is refused by the other kind', async () => {
    const profile = await audioProfile('count=1', 'model.headphoneShare=0');
    const fault = { mode: 'anc-drift', device: 'spk-001', delayMs: 0 };
    expect(() => audioFleet(profile, [fault])).toThrow(/spk-001 is a smart-speaker/);
    const modes = audioFleet(profile)
      .modesOf('spk-001')
      .map(({ mode }) => mode);
    expect(modes).toContain('overheating');
    expect(modes).not.toContain('anc-drift');
  });
});

describe('a fault at its end', () => {
  it.each([
    ['coil-rub', 'thd_pct', 8],
    ['coil-short', 'spk_re_ohm_1', 0.7],
    ['suspension-creep', 'spk_fs_hz', 0.8],
    ['battery-swelling', 'batt_soh_pct', 0.7],
  ] as const)('%s scales %s by %d', async (mode, metric, factor) => {
    const { sick, healthy } = late(await pair(mode), metric);
    expect(sick / healthy).toBeCloseTo(factor, 1);
  });

  it.each([
    ['mic-clog', 'mic_noise_db', -15],
    ['anc-drift', 'anc_resid_db', 10],
    ['wifi-fault', 'rssi_dbm', -18],
  ] as const)('%s shifts %s by %d', async (mode, metric, shift) => {
    const { sick, healthy } = late(await pair(mode), metric);
    expect(sick - healthy).toBeCloseTo(shift, 0);
  });

  it('an open coil is beyond measurement, its neighbour driver is not', async () => {
    const { sick } = await pair('coil-open');
    expect(last(sick, 'spk_re_ohm_1')).toBe(999);
    expect(last(sick, 'spk_re_ohm_2')).toBeLessThan(6);
  });

  it('blocked vents heat the processor by tens of kelvins, never beyond its shutdown', async () => {
    const hot = await pair('overheating');
    const highest = Math.max(...series(hot.sick, 'soc_temp_c'));
    expect(highest - Math.max(...series(hot.healthy, 'soc_temp_c'))).toBeGreaterThan(15);
    expect(highest).toBeLessThan(100);
  });

  it('congestion raises retries and leaves the signal alone', async () => {
    const busy = await pair('wifi-congestion');
    expect(late(busy, 'tx_retry_pct').sick).toBeGreaterThan(
      late(busy, 'tx_retry_pct').healthy + 30,
    );
    expect(series(busy.sick, 'rssi_dbm')).toEqual(series(busy.healthy, 'rssi_dbm'));
  });

  it('a memory leak ends in a restart for lack of memory after ten hours', async () => {
    const { healthy, sick } = await pair('memory-leak');
    expect(last(sick, 'boot_count') - last(healthy, 'boot_count')).toBe(1);
    expect(last(sick, 'reset_reason')).toBe(4);
  });

  it('a crash loop boots again and again and never runs for long', async () => {
    const { healthy, sick } = await pair('crash-loop');
    expect(last(sick, 'boot_count')).toBeGreaterThan(last(healthy, 'boot_count') + 50);
    expect(Math.max(...series(sick.slice(4 * PER_HOUR), 'uptime_s'))).toBeLessThan(900);
  });

  it('self-discharge empties the battery past its gauge', async () => {
    const leak = await pair('self-discharge', 'model.usage.playsPerDay=0');
    expect(lostPct(leak.sick) - lostPct(leak.healthy)).toBeCloseTo(10, 0);
    expect(late(leak, 'batt_selfdis_pct_h').sick).toBeGreaterThan(3);
    expect(late(leak, 'batt_selfdis_pct_h').healthy).toBeLessThan(0.2);
  });
});
