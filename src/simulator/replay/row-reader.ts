import type { Reading } from '../../telemetry/reading.ts';
import { metricName, type ColumnMapping } from './mapping.ts';
import type { ReplayDefaults } from './open-replay.ts';
import type { PlausibleRange } from './ranges.ts';
import type { SkippedValue } from '../../telemetry/replay-report.ts';
import { countValue, type ReplayTally } from './report.ts';
import type { Row } from './rows.ts';
import { tolerantAmount, tolerantDate } from './tolerant.ts';
import { createTimeline } from './timeline.ts';
import { parseTimestamp } from '../../runtime/timestamp.ts';

export interface RowReaderOptions {
  readonly mapping: ColumnMapping;
  readonly columns: readonly string[];
  readonly range: (metric: string) => PlausibleRange | undefined;
  readonly tally: ReplayTally;
  readonly decimalComma: boolean;
  readonly file: string;
  /** Line of the first row, counted from 1. */
  readonly firstLine: number;
  readonly defaults: ReplayDefaults;
}

/** Turns a row into a reading, or counts why it is none. */
export function createRowReader(options: RowReaderOptions): (row: Row) => Reading | undefined {
  const { mapping, tally, defaults } = options;
  const accept = createTimeline(tally);
  const values = createValueReader(options);
  const timeOf = createTimeReader(options);
  return (row) => {
    const ts = timeOf(row);
    if (ts === undefined) {
      tally.skippedRows.badTimestamp += 1;
      return undefined;
    }
    const device = nameIn(row, mapping.device) ?? nameOf(defaults.device);
    if (!accept(device, ts)) return undefined;
    const metrics = values(row);
    if (Object.keys(metrics).length === 0) {
      tally.skippedRows.empty += 1;
      return undefined;
    }
    tally.devices.add(device);
    return {
      device,
      site: nameIn(row, mapping.site) ?? nameOf(defaults.site),
      type: mapping.type ?? defaults.type,
      serial: nameIn(row, mapping.serial) ?? device,
      ts,
      metrics,
    };
  };
}

function createTimeReader(options: RowReaderOptions): (row: Row) => number | undefined {
  const { mapping, tally, defaults } = options;
  const { ts: column, rowIntervalMs } = mapping;
  if (column === undefined) return () => defaults.startMs + (tally.rows - 1) * (rowIntervalMs ?? 0);
  return (row) => {
    const value = mapping.tolerant === true ? tolerantDate(row[column]) : row[column];
    return typeof value === 'string' || typeof value === 'number'
      ? parseTimestamp(value, defaults)
      : undefined;
  };
}

/** Names go into topics and file names: anything else becomes a hyphen. */
function nameOf(text: string): string {
  return (
    text
      .trim()
      .replace(/[^\w:.-]+/gu, '-')
      .slice(0, NAME_MAX) || 'unnamed'
  );
}

/** Longest thing name of AWS IoT Core. */
const NAME_MAX = 128;

function nameIn(row: Row, column: string | undefined): string | undefined {
  const value = column === undefined ? undefined : row[column];
  return (typeof value === 'string' && value.trim() !== '') || typeof value === 'number'
    ? nameOf(String(value))
    : undefined;
}

/** One column that may feed a metric. `numeric` is unknown until its first value is seen. */
interface Channel {
  readonly metric: string;
  readonly column: string;
  numeric: boolean | undefined;
}

function createValueReader(options: RowReaderOptions): (row: Row) => Record<string, number> {
  const { mapping, tally, range, decimalComma } = options;
  const channels = channelsOf(options);
  const numberIn = (cell: unknown): number | SkippedValue =>
    (typeof cell === 'string' ? mapping.words?.[cell] : undefined) ?? cellValue(cell, decimalComma);
  const tolerant = mapping.tolerant === true;
  const note = createFirstNote(options);
  return (row) => {
    const metrics: Record<string, number> = {};
    for (const channel of channels) {
      const { metric, column } = channel;
      const cell = row[column];
      const value = numberIn(tolerant ? tolerantAmount(cell) : cell);
      if (typeof value === 'number') {
        channel.numeric = true;
        if (inside(value, range(metric))) metrics[metric] = value;
        else countValue(tally, 'outOfRange', metric);
      } else if (isText(value, channel, row[column])) {
        channel.numeric = false;
        tally.ignoredColumns.add(column);
      } else {
        if (value === 'notNumeric') note(column, row[column]);
        countValue(tally, value, metric);
      }
    }
    return metrics;
  };
}

const DECIMAL_COMMA = /^\s*[+-]?\d+,\d+\s*$/u;

/** A column that nobody named and that has not held a number yet is text; a decimal comma is a bad number. */
function isText(value: SkippedValue, { numeric }: Channel, cell: unknown): boolean {
  if (value !== 'notNumeric' || numeric === true) return false;
  return typeof cell !== 'string' || !DECIMAL_COMMA.test(cell);
}

/** Longest piece of a cell that is shown. */
const SHOWN_CHARS = 40;

/** Keeps where the first cell stands that should have been a number. */
function createFirstNote({ tally, file, firstLine }: RowReaderOptions) {
  const before = tally.rows;
  return (column: string, cell: unknown): void => {
    const line = tally.rows - before + firstLine - 1;
    tally.firstNotNumeric ??= { file, line, column, text: String(cell).slice(0, SHOWN_CHARS) };
  };
}

function inside(value: number, range: PlausibleRange | undefined): boolean {
  return range === undefined || (value >= range.min && value <= range.max);
}

/** Labels of published data sets: truth never travels with the telemetry. */
const LABELS =
  /^(?:class|label|target|is_anomaly|anomaly|anomaly_flag|attack|machine_failure|failure_type|twf|hdf|pwf|osf|rnf|changepoint)$/u;
/** Fields of an envelope that are not measurements. */
const ENVELOPE = /^(?:schema_v|schema_version|seq|type|boot_id|edge\..*|q)$/u;

function channelsOf({ mapping, columns, tally }: RowReaderOptions): readonly Channel[] {
  const { metrics, ts, device, site, serial } = mapping;
  if (metrics !== undefined) {
    const used = new Set([...Object.values(metrics), ts, device, site, serial]);
    for (const column of columns) if (!used.has(column)) tally.ignoredColumns.add(column);
    return Object.entries(metrics).map(([metric, column]) => ({ metric, column, numeric: true }));
  }
  const roles = new Set([ts, device, site, serial]);
  const candidates = columns.filter((column) => column !== '' && !roles.has(column));
  return candidates.flatMap((column) => {
    const metric = metricName(column);
    if (!LABELS.test(metric) && !ENVELOPE.test(column))
      return [{ metric, column, numeric: undefined }];
    tally.ignoredColumns.add(column);
    return [];
  });
}

const EMPTY = new Set(['', '-', 'na', 'n/a', 'null', 'none']);
const NON_FINITE = /^[+-]?(?:nan|inf|infinity)$/u;

function cellValue(cell: unknown, decimalComma: boolean): number | SkippedValue {
  if (typeof cell === 'number') return Number.isFinite(cell) ? cell : 'nonFinite';
  if (cell === null || cell === undefined) return 'empty';
  if (typeof cell !== 'string') return 'notNumeric';
  const text = cell.trim();
  const word = text.toLowerCase();
  if (EMPTY.has(word)) return 'empty';
  if (NON_FINITE.test(word)) return 'nonFinite';
  const value = Number(decimalComma ? text.replace(',', '.') : text);
  if (Number.isNaN(value)) return 'notNumeric';
  return Number.isFinite(value) ? value : 'nonFinite';
}
