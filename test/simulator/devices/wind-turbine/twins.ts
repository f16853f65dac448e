import type { FaultRequest } from '../../../../src/simulator/faults/fault.ts';
import type { Reading } from '../../../../src/telemetry/reading.ts';
import { fleetOf, HOUR_MS, mean, runFor, series, START, windFarm } from '../../wind-farm.ts';

export const WINDY = [
  'count=1',
  'interval=10s',
  'site.wind.startMps=9',
  'site.wind.longTauMin=20000',
];

/** A turbine with a fault, and its twin without on the same random numbers. */
export interface Twins {
  readonly healthy: readonly Reading[];
  readonly sick: readonly Reading[];
  /** States that the sick one passed through. */
  readonly states: readonly string[];
}

export interface TwinOptions {
  readonly hours: number;
  readonly startMps?: number;
  readonly overrides?: readonly string[];
}

export async function twins(
  request: Omit<FaultRequest, 'device'>,
  { hours, startMps = 9, overrides = [] }: TwinOptions,
): Promise<Twins> {
  const profile = await windFarm(...WINDY, `site.wind.startMps=${startMps}`, ...overrides);
  const fleet = fleetOf(profile, { faults: [{ device: 'wt-001', ...request }] });
  const states: string[] = [];
  const sick: Reading[] = [];
  for (const reading of fleet.advance(START + hours * HOUR_MS)) {
    sick.push(reading);
    if (states.at(-1) !== fleet.state('wt-001')) states.push(fleet.state('wt-001'));
  }
  return { healthy: runFor(fleetOf(profile), hours * HOUR_MS), sick, states };
}

/** Mean of a metric over the last half hour. */
export function tail(readings: readonly Reading[], metric: string): number {
  return mean(series(readings.slice(-180), metric));
}

/** Mean difference to the healthy twin in the last half hour, and the ratio of the means. */
export function late({ healthy, sick }: Twins, metric: string): number {
  return tail(sick, metric) - tail(healthy, metric);
}

export function ratio({ healthy, sick }: Twins, metric: string): number {
  return tail(sick, metric) / tail(healthy, metric);
}

/** Metrics that differ anywhere between the twins. */
export function moved({ healthy, sick }: Twins): ReadonlySet<string> {
  const names = Object.keys(healthy[0]?.metrics ?? {});
  return new Set(
    names.filter((name) =>
      sick.some(({ metrics }, i) => metrics[name] !== healthy[i]?.metrics[name]),
    ),
  );
}
