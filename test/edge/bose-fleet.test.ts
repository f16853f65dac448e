import { describe, expect, it } from 'vitest';
import { runFirstDevice } from './profile-run.ts';

/** One speaker, far from its access point, for a day. */
async function runSpeaker(...injections: readonly string[]) {
  const overrides = ['model.headphoneShare=0', 'model.radio.nearM=6'];
  const run = await runFirstDevice('bose-fleet', 24 * 60, { injections, overrides });
  const raised = run.alarms.filter(({ state }) => state === 'raised').map(({ metric }) => metric);
  return { ...run, raised };
}

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
  ])('raises an alarm for %s on %s', async (injection, metric) => {
    expect((await runSpeaker(injection)).raised).toContain(metric);
  });
});
