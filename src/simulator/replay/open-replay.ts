import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Reading } from '../../telemetry/reading.ts';
import { parseMapping, resolveMapping, type ColumnMapping } from './mapping.ts';
import { playDataset } from './play-dataset.ts';
import { parseRange, rangeLookup, type PlausibleRange } from './ranges.ts';
import { createRowReader } from './row-reader.ts';
import type { ReplayReport } from '../../telemetry/replay-report.ts';
import { createTally, reportOf, type ReplayTally } from './report.ts';
import { rowsOf } from './rows.ts';
import { openSource } from './source.ts';

export interface ReplayOptions {
  /** `TARGET=COLUMN,…`; by known data set or usual names when absent. */
  readonly map?: string;
  /** `METRIC=MIN..MAX` each; values outside are left out and counted. */
  readonly ranges?: readonly string[];
  /** For files that do not name them: device (else after the file), site and family. */
  readonly device?: string;
  readonly site?: string;
  readonly type?: string;
  /** Zone of timestamps that name none, minutes east of Greenwich; 0 when absent. */
  readonly zoneOffsetMin?: number;
  /** Time of the first row of a file without times, ms since the epoch; 2020-01-01 when absent. */
  readonly startMs?: number;
}

/**
 * A recorded file as readings with their original times, one device's never running backwards. To be
 * iterated once; pacing is the caller's.
 */
export interface Replay extends AsyncIterable<Reading> {
  /** What was delivered and what was left out, up to now. */
  report(): ReplayReport;
}

/**
 * Opens CSV or NDJSON, plain or gzip, or the folder of a data set. What real files contain (gaps,
 * duplicate and backward timestamps, impossible values, empty cells, broken rows) is tolerated and
 * counted; a data set of ours is delivered as it is.
 * @throws PmSimError `replay/mapping`, `replay/range` at once; `replay/unreadable`, `replay/corrupt`,
 * `replay/not-text`, `replay/unit`, `replay/no-header`, `replay/json-array`, `replay/mapping`, and for a folder what
 * reading a data set throws, while iterating
 */
export function openReplay(file: string, options: ReplayOptions = {}): Replay {
  const given = options.map === undefined ? undefined : parseMapping(options.map);
  const range = rangeLookup((options.ranges ?? []).map((text) => parseRange(text)));
  const isMapped = given !== undefined || (options.ranges ?? []).length > 0;
  const tally = createTally();
  const play = (part: string) =>
    readingsOf(part, { given, range, tally, defaults: defaultsOf(part, options) });
  return {
    async *[Symbol.asyncIterator]() {
      const readings = (await isFolder(file))
        ? playDataset(file, { tally, play, isMapped })
        : play(file);
      for await (const reading of readings) yield delivered(reading, tally);
    },
    report: () => reportOf(tally, file),
  };
}

interface FileOptions {
  readonly given: ColumnMapping | undefined;
  readonly range: (metric: string) => PlausibleRange | undefined;
  readonly tally: ReplayTally;
  readonly defaults: ReplayDefaults;
}

async function* readingsOf(file: string, options: FileOptions): AsyncGenerator<Reading> {
  const { given, range, tally, defaults } = options;
  const source = await openSource(file, tally);
  const { columns, rows, ...written } = rowsOf(source, tally, file);
  const { format, mapping } = resolveMapping(columns, given, file);
  tally.format = format;
  const read = createRowReader({ ...written, mapping, columns, range, tally, defaults, file });
  for await (const row of rows) {
    const reading = read(row);
    if (reading !== undefined) yield reading;
  }
}

/** Whatever is no folder is left to those who open it, who know what to say. */
async function isFolder(place: string): Promise<boolean> {
  return (await stat(place).catch(() => undefined))?.isDirectory() ?? false;
}

function delivered(reading: Reading, tally: ReplayTally): Reading {
  tally.readings += 1;
  tally.from ??= reading.ts;
  tally.to = Math.max(tally.to ?? reading.ts, reading.ts);
  return reading;
}

/** 2020-01-01T00:00:00Z. */
const DEFAULT_START_MS = 1_577_836_800_000;

export interface ReplayDefaults {
  readonly device: string;
  readonly site: string;
  readonly type: string;
  readonly zoneOffsetMin: number;
  readonly startMs: number;
}

function defaultsOf(file: string, options: ReplayOptions): ReplayDefaults {
  return {
    device: options.device ?? deviceFromFile(file),
    site: options.site ?? 'replay',
    type: options.type ?? 'device',
    zoneOffsetMin: options.zoneOffsetMin ?? 0,
    startMs: options.startMs ?? DEFAULT_START_MS,
  };
}

/** `wells/WELL-00014_20170923180059.csv.gz` is well `WELL-00014`. */
function deviceFromFile(file: string): string {
  const base = path
    .basename(file)
    .replace(/\.gz$/iu, '')
    .replace(/\.[A-Za-z0-9]+$/u, '');
  return base.replace(/_\d{14}$/u, '') || 'device';
}
