import { z } from 'zod';
import type { FaultRequest } from '../../../../src/simulator/faults/fault.ts';
import { createFleet, type Fleet } from '../../../../src/simulator/fleet.ts';
import { loadProfile } from '../../../../src/simulator/load-profile.ts';
import type { Profile } from '../../../../src/simulator/profile.ts';
import type { Reading } from '../../../../src/telemetry/reading.ts';
import { PROFILES } from '../../wind-farm.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const START = Date.UTC(2026, 2, 2);

export interface Field {
  readonly profile?: string;
  readonly count?: number;
  readonly interval?: string;
  readonly faults?: readonly FaultRequest[];
  readonly overrides?: readonly string[];
}

export interface WellRun extends Field {
  readonly minutes: number;
}

export async function fieldOf({ faults = [], ...field }: Field): Promise<Fleet> {
  const profile = await profileOf(field);
  return createFleet({ profile, seed: 'wells', start: START, faults });
}

async function profileOf(field: Field): Promise<Profile> {
  const { profile = 'oil-field', count = 1, interval = '10s', overrides = [] } = field;
  return await loadProfile(profile, {
    overrides: [`count=${count}`, `interval=${interval}`, ...overrides],
    sections: { edge: z.unknown(), scoring: z.unknown() },
    profileDirs: [PROFILES],
  });
}

/** Readings of a field of wells. */
export async function runWells({ minutes, ...field }: WellRun): Promise<readonly Reading[]> {
  return [...(await fieldOf(field)).advance(START + minutes * MINUTE_MS)];
}

export interface Pair {
  readonly healthy: readonly Reading[];
  readonly sick: readonly Reading[];
}

/** The first well of a field with what befalls it after an hour, and its twin without, on the same numbers. */
export async function pair(
  { mode, ...request }: Omit<FaultRequest, 'device' | 'delayMs'>,
  { minutes, ...field }: WellRun,
): Promise<Pair> {
  const profile = await profileOf(field);
  const device = field.profile === 'oil-field-esp' ? 'esp-001' : 'well-001';
  const afflicted = [{ mode, device, delayMs: HOUR_MS, ...request }];
  const [healthy = [], sick = []] = [[], afflicted].map((faults) => [
    ...createFleet({ profile, seed: 'wells', start: START, faults }).advance(
      START + minutes * MINUTE_MS,
    ),
  ]);
  return { healthy, sick };
}

/** Mean of a metric over the last half hour with the fault, over or less that of the twin. */
export function ratio({ healthy, sick }: Pair, metric: string): number {
  return late(sick, metric) / late(healthy, metric);
}

export function rise({ healthy, sick }: Pair, metric: string): number {
  return late(sick, metric) - late(healthy, metric);
}

function late(readings: readonly Reading[], metric: string): number {
  const from = (readings.at(-1)?.ts ?? 0) - 30 * MINUTE_MS;
  return mean(
    series(
      readings.filter(({ ts }) => ts > from),
      metric,
    ),
  );
}

/** Metrics that differ anywhere between the two. */
export function moved({ healthy, sick }: Pair): readonly string[] {
  return Object.keys(healthy[0]?.metrics ?? {}).filter((name) =>
    sick.some(({ metrics }, i) => metrics[name] !== healthy[i]?.metrics[name]),
  );
}

/** A metric of each reading; missing values are none. */
export function series(readings: readonly Reading[], metric: string): readonly number[] {
  return readings.map(({ metrics }) => metrics[metric] ?? Number.NaN);
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
