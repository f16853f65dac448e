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

/** Sends one machine of the profile, a spindle, through its edge section; times in seconds. */
async function runMachine(minutes: number, injections: readonly string[] = []) {
  const profile = await loadProfile('factory', {
    overrides: ['count=1'],
    sections: { edge: edgeSchema, scoring: z.unknown() },
    profileDirs: [PROFILES],
  });
  const start = profile.startMs;
  const faults = injections.map((text) => parseInjection(text));
  const fleet = createFleet({ profile, seed: 'edge', start, faults });
  const pipeline = createEdgePipeline(profile.edge, { random: createRandom('edge') });
  const kept: number[] = [];
  const times: number[] = [];
  const alarms: (EdgeAlarm & { readonly second: number })[] = [];
  for (const reading of fleet.advance(start + minutes * MINUTE_MS)) {
    const second = (reading.ts - start) / 1_000;
    const verdict = pipeline.process(reading);
    times.push(second);
    if (verdict.kept) kept.push(second);
    for (const alarm of verdict.alarms) alarms.push({ ...alarm, second });
  }
  return { times, kept, alarms };
}

describe('edge section of the factory profile', () => {
  it('drops most of what a healthy machine measures, never falls silent and raises no alarm', async () => {
    const { times, kept, alarms } = await runMachine(40);
    const silences = kept.slice(1).map((second, i) => second - (kept[i] ?? 0));

    expect(alarms).toEqual([]);
    expect(kept.length / times.length).toBeLessThan(0.2);
    expect(Math.max(...silences)).toBeCloseTo(15, 6);
    // What the cloud's detector needs to learn in its warm-up.
    expect(kept.filter((second) => second < 1_500).length).toBeGreaterThanOrEqual(100);
  });

  it('raises the vibration alarm of a machine out of balance', async () => {
    const { alarms } = await runMachine(25, ['imbalance@machine-001+1m,over=10m']);

    expect(alarms[0]).toMatchObject({ metric: 'vibration', state: 'raised', severity: 'medium' });
  });
});
