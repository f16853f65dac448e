import type { Reading } from '../../src/telemetry/reading.ts';

/** A reading of the one turbine that the edge tests speak of, `seconds` after the epoch. */
export function readingAt(seconds: number, metrics: Readonly<Record<string, number>>): Reading {
  return {
    device: 'wt-001',
    site: 'ridge',
    type: 'wind_turbine',
    serial: 'SN-1',
    ts: seconds * 1_000,
    metrics,
  };
}
