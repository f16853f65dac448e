import { PmSimError } from '../../runtime/errors.ts';
import { parseDuration } from '../../runtime/duration.ts';
import { didYouMean } from '../../runtime/near-match.ts';
import { requireSameUnits } from './header-units.ts';
import { knownFormat } from './known-formats.ts';

/** Which column feeds what. */
export interface ColumnMapping {
  /** Column of the time; or, for a file without one, the time between two rows. */
  readonly ts?: string;
  readonly rowIntervalMs?: number;
  readonly device?: string;
  readonly site?: string;
  readonly serial?: string;
  /** Dates and amounts are in the styles of shop exports; see `tolerant.ts`. */
  readonly tolerant?: boolean;
  /** Constant device family. */
  readonly type?: string;
  /** Metric name to column; every numeric column under its own name when absent. */
  readonly metrics?: Readonly<Record<string, string>>;
  /** Numbers that words in cells stand for. */
  readonly words?: Readonly<Record<string, number>>;
}

const ROLES = ['ts', 'device', 'site', 'serial'] as const;
const EVERY = /^every:(.+)$/u;

/**
 * Reads `ts=Date_time,device=Wind_turbine_name,power_kw=P_avg`. `ts=every:1s` gives rows without a
 * time one. When no metric is named, every numeric column is one, under its own name.
 * @throws PmSimError `replay/mapping`
 */
export function parseMapping(text: string): ColumnMapping {
  const metrics: Record<string, string> = {};
  const roles: { -readonly [K in keyof ColumnMapping]: ColumnMapping[K] } = {};
  for (const part of text.split(',').map((entry) => entry.trim())) {
    const [target, column] = splitOnce(part, '=');
    if (target === '' || column === '') {
      throw mappingError(`--map "${part}": expected TARGET=COLUMN.`, FORM_HINT);
    }
    const every = target === 'ts' ? EVERY.exec(column) : null;
    if (every !== null) roles.rowIntervalMs = parseDuration(every[1] as string);
    else if (isRole(target)) roles[target] = column;
    else metrics[target] = column;
  }
  return Object.keys(metrics).length === 0 ? roles : { ...roles, metrics };
}

const FORM_HINT =
  'For example --map ts=Date_time,device=Wind_turbine_name,power_kw=P_avg; ts=every:1s for rows without a time.';

function isRole(target: string): target is (typeof ROLES)[number] {
  return (ROLES as readonly string[]).includes(target);
}

function splitOnce(text: string, mark: string): readonly [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ''] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

export interface ResolvedMapping {
  /** Name of the data set, `mapped` or `generic`. */
  readonly format: string;
  readonly mapping: ColumnMapping;
}

/**
 * The mapping for a file: what was given, else that of a known data set, else columns by their usual
 * names.
 * @throws PmSimError `replay/mapping` when a column is not in the file or no time is found
 */
export function resolveMapping(
  columns: readonly string[],
  given: ColumnMapping | undefined,
  file: string,
): ResolvedMapping {
  const known = knownFormat(columns);
  const usual = known?.mapping ?? usualColumns(columns);
  const mapping = given === undefined ? usual : completed(given, usual);
  for (const column of namedColumns(mapping)) {
    if (!columns.includes(column)) {
      throw mappingError(
        `${file} has no column "${column}".${didYouMean(column, columns)}`,
        `Its columns are ${columns.slice(0, COLUMNS_SHOWN).join(', ')}.`,
      );
    }
  }
  requireSameUnits(mapping.metrics ?? {}, file);
  if (mapping.ts === undefined && mapping.rowIntervalMs === undefined) {
    throw mappingError(
      `${file}: no column looks like a time.`,
      `Name it with --map ts=COLUMN, or space the rows with --map ts=every:1s. Columns: ${columns.slice(0, COLUMNS_SHOWN).join(', ')}.`,
    );
  }
  return { format: given === undefined ? (known?.name ?? 'generic') : 'mapped', mapping };
}

const COLUMNS_SHOWN = 30;

/** What was given, with time and device by their usual names where it does not say. */
function completed(given: ColumnMapping, usual: ColumnMapping): ColumnMapping {
  const { metrics: _unused, ts, rowIntervalMs, ...rest } = usual;
  const timed = given.ts !== undefined || given.rowIntervalMs !== undefined;
  return {
    ...rest,
    ...(timed || ts === undefined ? {} : { ts }),
    ...(timed || rowIntervalMs === undefined ? {} : { rowIntervalMs }),
    ...given,
  };
}

function namedColumns({ ts, device, site, serial, metrics }: ColumnMapping): readonly string[] {
  const roles = [ts, device, site, serial].filter((column) => column !== undefined);
  return [...roles, ...Object.values(metrics ?? {})];
}

const TIME_NAMES = [
  'ts', 'timestamp', 'time', 'datetime', 'date_time', 'time_utc', 'event_time', 'date', 'epoch',
]; // prettier-ignore
const DEVICE_NAMES = [
  'device', 'device_id', 'machine_id', 'machineid', 'asset', 'asset_id', 'turbine', 'well',
  'unit', 'wind_turbine_name', 'product_id', 'id',
]; // prettier-ignore
const SITE_NAMES = ['site', 'site_id', 'location', 'plant', 'farm'];
const SERIAL_NAMES = ['serial', 'serial_number'];

function usualColumns(columns: readonly string[]): ColumnMapping {
  const find = (names: readonly string[]): string | undefined =>
    names
      .map((name) => columns.find((column) => metricName(column) === name))
      .find((column) => column !== undefined);
  const [ts, device, site, serial] = [
    find(TIME_NAMES), find(DEVICE_NAMES), find(SITE_NAMES), find(SERIAL_NAMES),
  ]; // prettier-ignore
  return {
    ...(ts === undefined ? {} : { ts }),
    ...(device === undefined ? {} : { device }),
    ...(site === undefined ? {} : { site }),
    ...(serial === undefined ? {} : { serial }),
  };
}

/** A column's name as a metric's: `Air temperature [K]` becomes `air_temperature_k`. */
export function metricName(column: string): string {
  return column
    .replace(/^metrics\./u, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, '_')
    .replace(/^_+|_+$/gu, '');
}

function mappingError(message: string, hint: string): PmSimError {
  return new PmSimError('replay/mapping', message, { hint });
}
