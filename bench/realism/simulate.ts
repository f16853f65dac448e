import path from 'node:path';
import { z } from 'zod';
import type { FaultRequest } from '../../src/simulator/faults/fault.ts';
import { createFleet } from '../../src/simulator/fleet.ts';
import { loadProfile } from '../../src/simulator/load-profile.ts';
import { deviceNames } from '../../src/simulator/naming.ts';
import type { Profile } from '../../src/simulator/profile.ts';

/** One device's series by metric, evenly spaced. */
export type Columns = ReadonlyMap<string, Float64Array>;

const SEED = 'realism';
const START = Date.UTC(2026, 2, 2, 8);

export function profileOf(name: string, overrides: readonly string[]): Promise<Profile> {
  return loadProfile(name, {
    overrides: [...overrides],
    sections: { edge: z.unknown(), scoring: z.unknown() },
    profileDirs: [path.join(import.meta.dirname, '..', '..', 'profiles')],
  });
}

/** What every device of a profile delivers over a time; the fault, when given, is every device's. */
export function columnsOf(
  profile: Profile,
  lengthMs: number,
  fault?: Omit<FaultRequest, 'device'>,
): readonly Columns[] {
  const names = deviceNames(profile);
  const faults = fault === undefined ? [] : names.map((device) => ({ ...fault, device }));
  const fleet = createFleet({ profile, seed: SEED, start: START, faults });
  const rows = Math.ceil(lengthMs / profile.intervalMs);
  const columns = new Map<string, Map<string, Float64Array>>();
  const counts = new Map<string, number>();
  for (const { device, metrics } of fleet.advance(START + lengthMs - 1)) {
    let own = columns.get(device);
    if (own === undefined) {
      own = new Map(Object.keys(metrics).map((name) => [name, new Float64Array(rows)]));
      columns.set(device, own);
    }
    const row = counts.get(device) ?? 0;
    counts.set(device, row + 1);
    for (const name in metrics) (own.get(name) as Float64Array)[row] = metrics[name] as number;
  }
  return names.map((device) => columns.get(device) as Columns);
}
