import { loadProfile } from '../../../src/simulator/load-profile.ts';
import type { Profile } from '../../../src/simulator/profile.ts';
import type { Reading } from '../../../src/telemetry/reading.ts';
import { ANY_SECTIONS, PROFILES } from '../wind-farm.ts';

/** A profile that ships, with overrides. */
export function profileOf(name: string, ...overrides: readonly string[]): Promise<Profile> {
  return loadProfile(name, { overrides, sections: ANY_SECTIONS, profileDirs: [PROFILES] });
}

/** Readings of nothing but one metric, one a second from `from` on. */
export function readingsOf(values: readonly number[], from = 0): readonly Reading[] {
  return values.map((value, i) => readingAt(from + i * 1_000, { m_c: value }));
}

export function readingAt(ts: number, metrics: Readonly<Record<string, number>> = {}): Reading {
  return { device: 'd', site: 's', type: 't', serial: 'x', ts, metrics };
}
