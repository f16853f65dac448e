import path from 'node:path';
import { z } from 'zod';
import type { FaultRequest } from '../../src/simulator/faults/fault.ts';
import { createFleet, type Fleet } from '../../src/simulator/fleet.ts';
import { loadProfile } from '../../src/simulator/load-profile.ts';
import type { FamilyProfile, Profile } from '../../src/simulator/profile.ts';
import type { Reading } from '../../src/telemetry/reading.ts';

export const PROFILES = path.join(import.meta.dirname, '..', '..', 'profiles');
export const ANY_SECTIONS = { edge: z.unknown(), scoring: z.unknown() };
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
/** A new year, so that whole years cover the seasons once. */
export const START = Date.UTC(2025, 0, 1);

export type WindFarmProfile = FamilyProfile<'wind_turbine'>;

export function turbines(profile: Profile): WindFarmProfile {
  if (profile.device === 'wind_turbine') return profile;
  throw new Error('Expected a profile of wind turbines.');
}

/** The wind-farm profile with overrides and, unless it is set, no prescribed first wind. */
export async function windFarm(...overrides: readonly string[]): Promise<WindFarmProfile> {
  const profile = turbines(
    await loadProfile('wind-farm', { overrides, sections: ANY_SECTIONS, profileDirs: [PROFILES] }),
  );
  if (overrides.some((override) => override.includes('startMps'))) return profile;
  const { startMps: _anyWind, ...wind } = profile.site.wind;
  return { ...profile, site: { ...profile.site, wind } };
}

export function fleetOf(
  profile: Profile,
  options: { readonly seed?: string; readonly faults?: readonly FaultRequest[] } = {},
): Fleet {
  const { seed = 'test', faults = [] } = options;
  return createFleet({ profile, seed, start: START, faults });
}

/** Everything that a fleet delivers until a time after the start. */
export function runFor(fleet: Fleet, ms: number): readonly Reading[] {
  return [...fleet.advance(START + ms)];
}

export function ofDevice(readings: readonly Reading[], device: string): readonly Reading[] {
  return readings.filter((reading) => reading.device === device);
}

/** One metric of some readings; a missing value is NaN. */
export function series(readings: readonly Reading[], metric: string): readonly number[] {
  return readings.map(({ metrics }) => metrics[metric] ?? Number.NaN);
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function correlation(a: readonly number[], b: readonly number[]): number {
  const [ma, mb] = [mean(a), mean(b)];
  const product = (x: readonly number[], y: readonly number[]): number =>
    mean(x.map((value, i) => value * (y[i] as number)));
  const da = a.map((value) => value - ma);
  const db = b.map((value) => value - mb);
  return product(da, db) / Math.sqrt(product(da, da) * product(db, db));
}

export function autocorrelation(values: readonly number[], lag: number): number {
  return correlation(values.slice(0, -lag), values.slice(lag));
}

export function increments(values: readonly number[]): readonly number[] {
  return values.slice(1).map((value, i) => value - (values[i] as number));
}
