import type { FaultRequest } from '../../../../src/simulator/faults/fault.ts';
import { createFleet, type Fleet } from '../../../../src/simulator/fleet.ts';
import { loadProfile } from '../../../../src/simulator/load-profile.ts';
import type { Profile } from '../../../../src/simulator/profile.ts';
import type { Reading } from '../../../../src/telemetry/reading.ts';
import { ANY_SECTIONS, PROFILES } from '../../wind-farm.ts';

/** A Monday noon in Boston. */
export const START = Date.UTC(2026, 2, 2, 17);
export const ALWAYS_PLAYING = [
  'model.usage.playsPerDay=48',
  'model.usage.idleMin=1',
  'site.roomSwingK=0',
];

export function audioProfile(...overrides: readonly string[]): Promise<Profile> {
  return loadProfile('bose-fleet', { overrides, sections: ANY_SECTIONS, profileDirs: [PROFILES] });
}

export function audioFleet(profile: Profile, faults: readonly FaultRequest[] = []): Fleet {
  return createFleet({ profile, seed: 'test', start: START, faults });
}

export function runFor(fleet: Fleet, ms: number): readonly Reading[] {
  return [...fleet.advance(START + ms)];
}
