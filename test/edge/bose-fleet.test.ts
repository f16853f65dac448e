import { describe, expect, it } from 'vitest';
import { runFirstDevice } from './profile-run.ts';

/** One speaker, far from its access point, for a day. */
async function runSpeaker(...injections: readonly string[]) {
  // A busy one, so that what shows in play alone is seen.
  const overrides = ['model.headphoneShare=0', 'model.radio.nearM=6', 'model.usage.playsPerDay=6'];
  const run = await runFirstDevice('bose-fleet', 24 * 60, { injections, overrides });
  const raised = run.alarms.filter(({ state }) => state === 'raised').map(({ metric }) => metric);
  return { ...run, raised };
}

const CONFOUNDERS = ['firmware-update', 'vacation', 'other-room'];

describe('edge section of the bose-fleet profile', () => {
  it('drops most of what a healthy speaker measures, never falls silent and raises no alarm', async () => {
    const { times, kept, raised } = await runSpeaker();
    const silences = kept.slice(1).map((second, i) => second - (kept[i] as number));
    expect(raised).toEqual([]);
    expect(kept.length / times.length).toBeLessThan(0.35);
    expect(Math.max(...silences)).toBeLessThan(5 * 60 + 1);
  });

  it.each([
    ['overheating@spk-001+1h,over=1h', 'soc_temp_c'],
    ['battery-swelling@spk-001+1h,over=2h', 'batt_soh_pct'],
    ['wifi-congestion@spk-001+1h,over=4h', 'tx_retry_pct'],
    ['wifi-fault@spk-001+1h', 'rssi_dbm'],
    ['memory-leak@spk-001+1h', 'mem_free_pct'],
    ['crash-loop@spk-001+1h', 'uptime_s'],
    ['self-discharge@spk-001+1h,over=2h', 'batt_selfdis_pct_h'],
    ['dsp-underrun@spk-001+1h,over=20h', 'audio_underruns_per_h'],
    ['bad-firmware@spk-001+1h', 'mem_free_pct'],
  ])('raises an alarm for %s on %s', async (injection, metric) => {
    expect((await runSpeaker(injection)).raised).toContain(metric);
  });

  it.each(CONFOUNDERS)('raises no alarm for a %s', async (mode) => {
    // A place from which a move is no fault of the radio.
    const { raised } = await runFirstDevice('bose-fleet', 24 * 60, {
      injections: [`${mode}@spk-001+1h,over=10h`],
      overrides: ['model.headphoneShare=0', 'model.radio.farM=3'],
    }).then(({ alarms }) => ({ raised: alarms.map(({ metric }) => metric) }));
    expect(raised).toEqual([]);
  });
});
