import type { Reading } from '../../telemetry/reading.ts';
import { createFleet } from '../fleet.ts';
import type { Profile } from '../profile.ts';

/** A column of the telemetry, as the data card describes it. */
export interface Column {
  readonly name: string;
  /** Absent: a text, a code or a pure number. */
  readonly unit?: string;
}

/** How the telemetry is written. */
export type FormatName = 'ndjson' | 'csv';

/** What a row tells before its metrics; in NDJSON the fields of the reading's canonical JSON. */
export const KEY_COLUMNS: Readonly<Record<FormatName, readonly Column[]>> = {
  ndjson: [
    { name: 'device_id' },
    { name: 'site_id' },
    { name: 'type' },
    { name: 'serial' },
    { name: 'ts', unit: 'ms since 1970-01-01T00:00Z' },
  ],
  csv: [
    { name: 'device' },
    { name: 'site' },
    { name: 'type' },
    { name: 'serial' },
    { name: 'ts', unit: 'ISO 8601' },
    { name: 'q' },
  ],
};

/** Readings that are looked at for metrics: a sensor that has dropped out returns within them. */
const PROBE_ROUNDS = 200;

/** Devices looked at: more than a family has kinds. */
const PROBE_DEVICES = 32;

/**
 * Metrics that a family delivers, in the order in which its devices tell them. Found on some healthy
 * devices, of whatever kinds the family mixes, so that the number of devices, the seed and the faults do not change the columns.
 */
export function metricNames(profile: Profile): readonly string[] {
  const probe = { ...profile, count: PROBE_DEVICES };
  const start = profile.startMs;
  const fleet = createFleet({ profile: probe, seed: 'columns', start, faults: [] });
  const readings = [...fleet.advance(start + PROBE_ROUNDS * profile.intervalMs - 1)];
  const fullest = readings.reduce((best: readonly string[], { metrics }: Reading) => {
    const names = Object.keys(metrics);
    return names.length > best.length ? names : best;
  }, []);
  const all = readings.flatMap(({ metrics }) => Object.keys(metrics));
  return [...new Set([...fullest, ...all])];
}

/** The columns with their units, read from the suffix of the names. */
export function describeColumns(format: FormatName, metrics: readonly string[]): readonly Column[] {
  const described = metrics.map((name): Column => {
    const unit = unitOf(name);
    return unit === undefined ? { name } : { name, unit };
  });
  return [...KEY_COLUMNS[format], ...described];
}

function unitOf(metric: string): string | undefined {
  const words = metric.replace(/_\d+$/u, '').split('_');
  return UNITS[words[words.length - 1] ?? ''];
}

/** Suffix of a metric's name to unit, SI symbols. */
const UNITS: Readonly<Record<string, string>> = {
  a: 'A',
  bar: 'bar',
  c: '°C',
  deg: '°',
  hz: 'Hz',
  kpa: 'kPa',
  kvar: 'kvar',
  kw: 'kW',
  kwh: 'kWh',
  mg: 'mg',
  ml: '1/mL',
  mms: 'mm/s',
  ms: 'm/s',
  nm: 'N·m',
  pct: '%',
  rpm: '1/min',
  v: 'V',
  w: 'W',
};
