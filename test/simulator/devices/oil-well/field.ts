import { z } from 'zod';
import type { FaultRequest } from '../../../../src/simulator/faults/fault.ts';
import { createFleet } from '../../../../src/simulator/fleet.ts';
import { loadProfile } from '../../../../src/simulator/load-profile.ts';
import type { Reading } from '../../../../src/telemetry/reading.ts';
import { PROFILES } from '../../wind-farm.ts';

export const MINUTE_MS = 60_000;
const START = Date.UTC(2026, 2, 2);

export interface WellRun {
  readonly profile?: string;
  readonly count?: number;
  readonly interval?: string;
  readonly minutes: number;
  readonly faults?: readonly FaultRequest[];
  readonly overrides?: readonly string[];
}

/** Readings of a field of wells without shut-ins and tests, unless overrides bring them. */
export async function runWells(run: WellRun): Promise<readonly Reading[]> {
  const { profile = 'oil-field', count = 1, interval = '10s', minutes } = run;
  const overrides = [
    `count=${count}`,
    `interval=${interval}`,
    'model.operations.shutInsPerYear=0',
    'model.operations.testsPerYear=0',
    ...(run.overrides ?? []),
  ];
  const loaded = await loadProfile(profile, {
    overrides,
    sections: { edge: z.unknown(), scoring: z.unknown() },
    profileDirs: [PROFILES],
  });
  const fleet = createFleet({
    profile: loaded,
    seed: 'wells',
    start: START,
    faults: run.faults ?? [],
  });
  return [...fleet.advance(START + minutes * MINUTE_MS)];
}

/** A metric of each reading; missing values are none. */
export function series(readings: readonly Reading[], metric: string): readonly number[] {
  return readings.map(({ metrics }) => metrics[metric] ?? Number.NaN);
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
