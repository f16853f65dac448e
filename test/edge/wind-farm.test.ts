import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { edgeSchema } from '../../src/edge/edge-config.ts';
import type { EdgeAlarm } from '../../src/edge/filter.ts';
import { createEdgePipeline } from '../../src/edge/pipeline.ts';
import { createRandom } from '../../src/runtime/random.ts';
import { parseInjection } from '../../src/simulator/faults/parse-injection.ts';
import { createFleet } from '../../src/simulator/fleet.ts';
import { loadProfile } from '../../src/simulator/load-profile.ts';

const MINUTE_MS = 60_000;
const PROFILES = new URL('../../profiles', import.meta.url).pathname;

/** Sends one turbine of the profile through its edge section; times in seconds from the start. */
async function runTurbine(minutes: number, injections: readonly string[] = []) {
  const profile = await loadProfile('wind-farm', {
    overrides: ['count=1'],
    sections: { edge: edgeSchema, scoring: z.unknown() },
    profileDirs: [PROFILES],
  });
  const start = Date.parse('2026-03-02T08:00:00Z');
  const faults = injections.map((text) => parseInjection(text));
  const fleet = createFleet({ profile, seed: 'edge', start, faults });
  const pipeline = createEdgePipeline(profile.edge, { random: createRandom('edge') });
  const kept: number[] = [];
  const alarms: (EdgeAlarm & { readonly second: number })[] = [];
  const times: number[] = [];
  for (const reading of fleet.advance(start + minutes * MINUTE_MS)) {
    const second = (reading.ts - start) / 1_000;
    const verdict = pipeline.process(reading);
    times.push(second);
    if (verdict.kept) kept.push(second);
    for (const alarm of verdict.alarms) alarms.push({ ...alarm, second });
  }
  return { times, kept, alarms };
}

describe('edge section of the wind-farm profile', () => {
  it('drops most of what a healthy turbine measures, never falls silent and raises no alarm', async () => {
    const { times, kept, alarms } = await runTurbine(31);
    const silences = kept.slice(1).map((second, i) => second - (kept[i] ?? 0));

    expect(alarms).toEqual([]);
    expect(kept.length / times.length).toBeLessThan(0.2);
    expect(Math.max(...silences)).toBeLessThanOrEqual(15);
    // What the cloud's detector needs to learn in its first half hour.
    expect(kept.filter((second) => second < 1_800).length).toBeGreaterThanOrEqual(100);
  });

  it('raises the vibration alarm of a worn gearbox and then sends everything', async () => {
    const wear = 'gearbox-bearing-wear@wt-001+1m,over=10m';
    const { times, kept, alarms } = await runTurbine(13, [wear]);
    const raisedAt = alarms[0]?.second ?? Number.POSITIVE_INFINITY;
    const after = (seconds: readonly number[]) => seconds.filter((second) => second >= raisedAt);

    expect(alarms[0]).toMatchObject({ metric: 'vib_gearbox_mms', state: 'raised' });
    expect(raisedAt).toBeLessThan(11 * 60);
    expect(after(kept)).toEqual(after(times));
  });
});
