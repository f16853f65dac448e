import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { FaultRequest } from '../../src/simulator/faults/fault.ts';
import { createFleet } from '../../src/simulator/fleet.ts';
import { loadProfile } from '../../src/simulator/load-profile.ts';
import type { Profile } from '../../src/simulator/profile.ts';
import type { RealismRow } from './row.ts';
import { eventRows, normalEvents } from './wind-events.ts';
import { statisticsOf, type Columns } from './wind-statistics.ts';

const TURBINES = 4;
/** The measured range is that of four turbines of one farm in one climate: widened by this share. */
const MARGIN = 0.05;
const DAY_MS = 86_400_000;
const SLOW_DAYS = 3 * 365.25;
const FAST_DAYS = 20;
/** Length and interval of the run whose stops and starts are counted. */
const EVENT_DAYS = 181;
const EVENT_INTERVAL = '10s';
const FAST_INTERVAL = '1s';
/** Start in January, so that the slow run covers whole years. */
const START = Date.UTC(2023, 0, 1);

const Reference = z.object({
  la_haute_borne: z.record(z.string(), z.object({ min: z.number(), max: z.number() })),
});

/** Pairs of the four real turbines, beside the reference file: correlation of power and of oil. */
const MORE: Readonly<Record<string, { readonly min: number; readonly max: number }>> = {
  farm_corr_P: { min: 0.87, max: 0.94 },
  farm_corr_oil: { min: 0.53, max: 0.74 },
  /** Median time between two warm ends of the thermostat's cycle while running, min. */
  cycle_stator_min: { min: 100, max: 180 },
  cycle_oil_min: { min: 100, max: 180 },
};

/**
 * The simulated farm against the four real turbines of `wind/reference_stats.json`, and its stops and
 * starts against the log of another.
 */
export async function windRows(folder: string): Promise<readonly RealismRow[]> {
  const file = path.join(folder, 'wind', 'reference_stats.json');
  const reference = Reference.parse(JSON.parse(await readFile(file, 'utf8'))).la_haute_borne;
  const slow = columnsOf(await profileAt('600s'), SLOW_DAYS);
  const fast = columnsOf(await profileAt(FAST_INTERVAL), FAST_DAYS);
  const simulated = statisticsOf(slow, fast);
  const { acf_v_1, acf_P_1 } = reference;
  const ofSeconds = {
    ...(acf_v_1 === undefined ? {} : { acf_v_1_of_seconds: acf_v_1 }),
    ...(acf_P_1 === undefined ? {} : { acf_P_1_of_seconds: acf_P_1 }),
  };
  const statistics = Object.entries({ ...reference, ...ofSeconds, ...MORE }).map(
    ([what, { min, max }]) => row(what, simulated[what] ?? Number.NaN, { min, max }),
  );
  const stops = columnsOf(await profileAt(EVENT_INTERVAL), EVENT_DAYS, ['status_code']);
  const codes = stops.map((columns) => columns.get('status_code') as Float64Array);
  const log = path.join(folder, 'wind', 'kelmarsh1_status_2021H1.csv');
  const events = await eventRows(log, codes, EVENT_DAYS);
  return [
    ...statistics,
    ...events.map(({ what, simulated: value, band }) => row(what, value, band)),
  ];
}

function row(
  what: string,
  simulated: number,
  { min, max }: { readonly min: number; readonly max: number },
): RealismRow {
  const margin = MARGIN * Math.max(Math.abs(min), Math.abs(max));
  return { what, simulated, low: min - margin, high: max + margin };
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

function columnsOf(profile: Profile, days: number, only?: readonly string[]): readonly Columns[] {
  const spanMs = days * DAY_MS;
  const plain = createFleet({ profile, seed: 'realism', start: START, faults: [] });
  const names = plain.devices.map(({ name }) => name);
  const faults: readonly FaultRequest[] = normalEvents(names, spanMs);
  const fleet = createFleet({ profile, seed: 'realism', start: START, faults });
  const rows = Math.ceil(spanMs / profile.intervalMs);
  const columns = new Map<string, Map<string, Float64Array>>();
  const counts = new Map<string, number>();
  for (const { device, metrics } of fleet.advance(START + spanMs - 1)) {
    let own = columns.get(device);
    if (own === undefined) {
      const kept = only ?? Object.keys(metrics);
      own = new Map(kept.map((name) => [name, new Float64Array(rows)]));
      columns.set(device, own);
    }
    const at = counts.get(device) ?? 0;
    counts.set(device, at + 1);
    for (const [name, values] of own) values[at] = metrics[name] as number;
  }
  return [...columns.keys()].toSorted().map((device) => columns.get(device) as Columns);
}
