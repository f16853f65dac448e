import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { edgeSchema } from '../../src/edge/edge-config.ts';
import { createEdgePipeline } from '../../src/edge/pipeline.ts';
import { createRandom } from '../../src/runtime/random.ts';
import { parseInjection } from '../../src/simulator/faults/parse-injection.ts';
import { createFleet } from '../../src/simulator/fleet.ts';
import { loadProfile } from '../../src/simulator/load-profile.ts';

const HOUR_MS = 3_600_000;
const PROFILES = new URL('../../profiles', import.meta.url).pathname;

/** Sends one speaker, far from its access point, through its edge section for a day. */
async function runSpeaker(...injections: readonly string[]) {
  const profile = await loadProfile('bose-fleet', {
    overrides: ['count=1', 'model.headphoneShare=0', 'model.radio.nearM=6'],
    sections: { edge: edgeSchema, scoring: z.unknown() },
    profileDirs: [PROFILES],
  });
  const start = Date.parse('2026-03-02T17:00:00Z');
  const faults = injections.map((text) => parseInjection(text));
  const fleet = createFleet({ profile, seed: 'edge', start, faults });
  const pipeline = createEdgePipeline(profile.edge, { random: createRandom('edge') });
  const kept: number[] = [];
  const raised: string[] = [];
  let readings = 0;
  for (const reading of fleet.advance(start + 24 * HOUR_MS)) {
    const verdict = pipeline.process(reading);
    readings += 1;
    if (verdict.kept) kept.push(reading.ts);
    for (const { metric, state } of verdict.alarms) if (state === 'raised') raised.push(metric);
  }
  return { readings, kept, raised };
}

describe('edge section of the bose-fleet profile', () => {
  it('drops most of what a healthy speaker measures, never falls silent and raises no alarm', async () => {
    const { readings, kept, raised } = await runSpeaker();
    const silences = kept.slice(1).map((ts, i) => ts - (kept[i] as number));
    expect(raised).toEqual([]);
    expect(kept.length / readings).toBeLessThan(0.35);
    expect(Math.max(...silences)).toBeLessThanOrEqual(5 * 60_000);
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
