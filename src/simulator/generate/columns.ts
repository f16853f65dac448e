import type { Reading } from '../../telemetry/reading.ts';
import { createFleet } from '../fleet.ts';
import type { Profile } from '../profile.ts';
import { systemFormat, type SystemFormatName } from './formats/system-formats.ts';

/** A column of the telemetry, as the data card describes it. */
export interface Column {
  readonly name: string;
  /** Absent: a text, a code or a pure number. */
  readonly unit?: string;
}

/** How the telemetry is written. */
export type FormatName = (typeof FORMATS)[number] | SystemFormatName;

/** Formats that hold whole readings of any family. */
export const FORMATS = ['ndjson', 'csv', 'parquet'] as const;

/** What a row tells before its metrics; in NDJSON the fields of the reading's canonical JSON. */
export const KEY_COLUMNS = {
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
  parquet: [
    { name: 'device' },
    { name: 'site' },
    { name: 'type' },
    { name: 'serial' },
    { name: 'ts', unit: 'ms since 1970-01-01T00:00Z' },
    { name: 'q' },
  ],
} as const satisfies Readonly<Record<(typeof FORMATS)[number], readonly Column[]>>;

/** Readings that are looked at for metrics: a sensor that has dropped out returns within them. */
const PROBE_ROUNDS = 200;

/** Devices looked at: more than a family has kinds. */
const PROBE_DEVICES = 32;

/**
 * Metrics that a family delivers, in the order in which its devices tell them. Found on some healthy
 * devices, of whatever kinds the family mixes, so that the number of devices, the seed and the faults do not change the columns.
 */
export function metricNames(profile: Profile): readonly string[] {
  // Every metric is in every sample, but not in everything that a publish policy sends of it.
  const { publish: _whenever, dirt: _however, ...whole } = profile;
  const probe: Profile = { ...whole, count: PROBE_DEVICES };
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
  const own = FORMATS.find((name) => name === format);
  if (own === undefined) return systemFormat(format)?.columns ?? [];
  const described = metrics.map((name): Column => {
    const unit = unitOf(name);
    return unit === undefined ? { name } : { name, unit };
  });
  return [...KEY_COLUMNS[own], ...described];
}

function unitOf(metric: string): string | undefined {
  const quantity = metric.replace(/(?:_\d+)?(?:_(?:avg|min|max|std))?$/u, '');
  return WHOLE_NAMES[quantity] ?? UNITS[quantity.split('_').at(-1) ?? ''];
}

/** Names of published systems, which tell no unit. */
const WHOLE_NAMES: Readonly<Record<string, string>> = {
  temperature: '°C',
  vibration: 'mm/s',
  humidity: '%',
  pressure: 'bar',
  energy_consumption: 'kWh',
  oil_rate_bbl_s: 'bbl/s',
};

/** Suffix of a metric's name to unit, SI symbols. */
const UNITS: Readonly<Record<string, string>> = {
  a: 'A',
  amp: 'A',
  bar: 'bar',
  c: '°C',
  db: 'dB',
  dbm: 'dBm',
  deg: '°',
  g: 'g',
  hz: 'Hz',
  kpa: 'kPa',
  kvar: 'kvar',
  kw: 'kW',
  kwh: 'kWh',
  ma: 'mA',
  mb: 'MB',
  mbps: 'Mbit/s',
  mg: 'mg',
  ml: '1/mL',
  mms: 'mm/s',
  mohm: 'MΩ',
  ms: 'm/s',
  mv: 'mV',
  nm: 'N·m',
  ohm: 'Ω',
  pct: '%',
  rpm: '1/min',
  s: 's',
  sm3d: 'Sm³/d',
  v: 'V',
  volt: 'V',
  w: 'W',
};
