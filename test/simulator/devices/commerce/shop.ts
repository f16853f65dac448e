import type { FaultRequest } from '../../../../src/simulator/faults/fault.ts';
import { createFleet, type Fleet } from '../../../../src/simulator/fleet.ts';
import { loadProfile } from '../../../../src/simulator/load-profile.ts';
import type { FamilyProfile } from '../../../../src/simulator/profile.ts';
import type { Reading } from '../../../../src/telemetry/reading.ts';
import { ANY_SECTIONS, PROFILES } from '../../wind-farm.ts';

/** A Monday at midnight of the customers' clock. */
export const MONDAY = Date.UTC(2026, 2, 1, 23);

export type CommerceProfile = FamilyProfile<'commerce'>;

/** The commerce profile with storefronts of one size, so that a rate is what the profile says. */
export async function shop(...overrides: readonly string[]): Promise<CommerceProfile> {
  const profile = await loadProfile('commerce', {
    overrides: ['model.arrivals.sizeSdLog=0', ...overrides],
    sections: ANY_SECTIONS,
    profileDirs: [PROFILES],
  });
  if (profile.device === 'commerce') return { ...profile, startMs: MONDAY };
  throw new Error('Expected a profile of storefronts.');
}

export function shopFleet(profile: CommerceProfile, faults: readonly FaultRequest[] = []): Fleet {
  return createFleet({ profile, seed: 'test', start: MONDAY, faults });
}

/** Everything that the storefronts tell from the first midnight on. */
export function sales(fleet: Fleet, ms: number): readonly Reading[] {
  return [...fleet.advance(MONDAY + ms)];
}

export function total(readings: readonly Reading[], metric: string): number {
  return readings.reduce((sum, { metrics }) => sum + (metrics[metric] ?? 0), 0);
}
