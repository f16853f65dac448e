import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { createFleet } from '../../src/simulator/fleet.ts';
import { loadProfile } from '../../src/simulator/load-profile.ts';
import type { Profile } from '../../src/simulator/profile.ts';
import type { RealismRow } from './row.ts';
import { statisticsOf, type Columns } from './wind-statistics.ts';

const TURBINES = 4;
/** The measured range is that of four turbines of one farm in one climate: widened by this share. */
const MARGIN = 0.05;
const DAY_MS = 86_400_000;
const SLOW_DAYS = 3 * 365.25;
const FAST_DAYS = 8;
const FAST_INTERVAL = '1s';
/** Start in January, so that the slow run covers whole years. */
const START = Date.UTC(2023, 0, 1);

const Reference = z.object({
  la_haute_borne: z.record(z.string(), z.object({ min: z.number(), max: z.number() })),
});

/** The simulated farm against the four real turbines of `wind/reference_stats.json`. */
export async function windRows(folder: string): Promise<readonly RealismRow[]> {
  const file = path.join(folder, 'wind', 'reference_stats.json');
  const reference = Reference.parse(JSON.parse(await readFile(file, 'utf8'))).la_haute_borne;
  const slow = columnsOf(await profileAt('600s'), SLOW_DAYS);
  const fast = columnsOf(await profileAt(FAST_INTERVAL), FAST_DAYS);
  const simulated = statisticsOf(slow, fast);
  return Object.entries(reference).map(([what, { min, max }]) => {
    const margin = MARGIN * Math.max(Math.abs(min), Math.abs(max));
    return {
      what,
      simulated: simulated[what] ?? Number.NaN,
      low: min - margin,
      high: max + margin,
    };
  });
}

async function profileAt(interval: string): Promise<Profile> {
  const profile = await loadProfile('wind-farm', {
    overrides: [`count=${TURBINES}`, `interval=${interval}`],
    sections: { edge: z.unknown(), scoring: z.unknown() },
    profileDirs: [path.join(import.meta.dirname, '..', '..', 'profiles')],
  });
  if (profile.device !== 'wind_turbine') throw new Error('Expected a profile of wind turbines.');
  const { startMps: _anyWind, ...wind } = profile.site.wind;
  return { ...profile, site: { ...profile.site, wind } };
}

function columnsOf(profile: Profile, days: number): readonly Columns[] {
  const fleet = createFleet({ profile, seed: 'realism', start: START, faults: [] });
  const rows = Math.ceil((days * DAY_MS) / profile.intervalMs);
  const columns = new Map<string, Map<string, Float64Array>>();
  const counts = new Map<string, number>();
  for (const { device, metrics } of fleet.advance(START + days * DAY_MS - 1)) {
    let own = columns.get(device);
    if (own === undefined) {
      own = new Map(Object.keys(metrics).map((name) => [name, new Float64Array(rows)]));
      columns.set(device, own);
    }
    const row = counts.get(device) ?? 0;
    counts.set(device, row + 1);
    for (const name in metrics) (own.get(name) as Float64Array)[row] = metrics[name] as number;
  }
  return [...columns.keys()].toSorted().map((device) => columns.get(device) as Columns);
}
