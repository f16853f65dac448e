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

export interface EdgeRun {
  /** Instants of all readings and of those sent, seconds from the start. */
  readonly times: readonly number[];
  readonly kept: readonly number[];
  readonly alarms: readonly (EdgeAlarm & { readonly second: number })[];
}

/** Sends the first device of a shipped profile through the profile's edge section. */
export async function runFirstDevice(
  name: string,
  minutes: number,
  more: { readonly injections?: readonly string[]; readonly overrides?: readonly string[] } = {},
): Promise<EdgeRun> {
  const { injections = [], overrides = [] } = more;
  const profile = await loadProfile(name, {
    overrides: ['count=1', ...overrides],
    sections: { edge: edgeSchema, scoring: z.unknown() },
    profileDirs: [PROFILES],
  });
  const start = profile.startMs;
  const faults = injections.map((text) => parseInjection(text));
  const fleet = createFleet({ profile, seed: 'edge', start, faults });
  const pipeline = createEdgePipeline(profile.edge, { random: createRandom('edge') });
  const times: number[] = [];
  const kept: number[] = [];
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
