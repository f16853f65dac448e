import { z } from 'zod';
import type { FaultRequest } from '../../../../src/simulator/faults/fault.ts';
import { createFleet, type Fleet } from '../../../../src/simulator/fleet.ts';
import { loadProfile } from '../../../../src/simulator/load-profile.ts';
import type { Profile } from '../../../../src/simulator/profile.ts';
import type { Reading } from '../../../../src/telemetry/reading.ts';
import { PROFILES } from '../../wind-farm.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
/** A Monday, two hours into the first shift. */
export const MONDAY = Date.UTC(2026, 2, 2, 8);

/** Machines that do one thing all day and night, for tests of the physics alone. */
export const STEADY = [
  'site.shifts.startHour=0',
  'site.shifts.workedH=24',
  'site.shifts.daysPerWeek=7',
  'site.air.weatherSdK=0',
  'site.air.diurnalK=0',
  'model.operation.runS=36000',
  'model.operation.waitS=1',
  'model.operation.recipeShare=0',
  'model.variation.thermalShare=0',
] as const;

export function factory(...overrides: readonly string[]): Promise<Profile> {
  const sections = { edge: z.unknown(), scoring: z.unknown() };
  return loadProfile('factory', { overrides, sections, profileDirs: [PROFILES] });
}

export function fleetOf(profile: Profile, ...faults: readonly FaultRequest[]): Fleet {
  return createFleet({ profile, seed: 'test', start: MONDAY, faults });
}

/** Everything that a fleet delivers until a time after the start. */
export function runFor(fleet: Fleet, ms: number): readonly Reading[] {
  return [...fleet.advance(MONDAY + ms - 1)];
}

/** Number of a kind's first machine in the profile's row of kinds. */
export const FIRST = {
  spindle: 'machine-001',
  pump: 'machine-002',
  compressor: 'machine-003',
  conveyor: 'machine-004',
} as const;
