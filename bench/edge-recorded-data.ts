import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Reading } from '../src/telemetry/reading.ts';

/** Readings of one machine, and when people say that something was wrong with it. */
export interface Recording {
  readonly name: string;
  readonly readings: readonly Reading[];
  /** First and last time of each labelled episode, ms since the epoch. */
  readonly episodes: readonly (readonly [from: number, to: number])[];
}

const NAB_FILE = 'ambient_temperature_system_failure.csv';
const PASCAL_PER_BAR = 1e5;

/** An office's temperature by the hour, °F (Numenta Anomaly Benchmark); none where it is missing. */
export function readAmbient(folder: string): Recording | undefined {
  const file = join(folder, 'nab', NAB_FILE);
  if (!existsSync(file)) return undefined;
  const labels = JSON.parse(readFileSync(join(folder, 'nab', 'combined_windows.json'), 'utf8')) as Readonly<Record<string, readonly (readonly [string, string])[]>>; // prettier-ignore
  const windows = Object.entries(labels).find(([name]) => name.endsWith(NAB_FILE))?.[1] ?? [];
  const { rows } = parseCsv(readFileSync(file, 'utf8'));
  return {
    name: 'ambient',
    readings: rows.map(([time = '', value]) => readingOf('ambient', time, { temp_f: Number(value) })), // prettier-ignore
    episodes: windows.map(([from, to]) => [timeOf(from), timeOf(to)]),
  };
}

/** Offshore wells by the second (3W data set of Petrobras): tree pressure in bar, tree temperature in °C. */
export function readWells(folder: string): readonly Recording[] {
  const dir = join(folder, 'wells');
  const names = existsSync(dir) ? readdirSync(dir).filter((name) => name.endsWith('.csv.gz')) : [];
  return names.toSorted().map((file) => readWell(join(dir, file), file.slice(0, 10)));
}

function readWell(path: string, name: string): Recording {
  const { header, rows } = parseCsv(gunzipSync(readFileSync(path)).toString());
  const [pressure, temperature, label] = ['P-TPT', 'T-TPT', 'class'].map((one) => header.indexOf(one)) as [number, number, number]; // prettier-ignore
  const readings = rows.map((row) =>
    readingOf(name, row[0] ?? '', {
      ptpt_bar: Number(row[pressure]) / PASCAL_PER_BAR,
      ttpt_c: Number(row[temperature]),
    }),
  );
  const labels = rows.map((row) => Number(row[label]));
  return { name, readings, episodes: episodesOf(readings, labels) };
}

/** Runs of anything but 0, which is normal. */
function episodesOf(readings: readonly Reading[], labels: readonly number[]): [number, number][] {
  const episodes: [number, number][] = [];
  for (const [i, { ts }] of readings.entries()) {
    if ((labels[i] ?? 0) === 0) continue;
    const open = episodes.at(-1);
    if (open !== undefined && (labels[i - 1] ?? 0) !== 0) open[1] = ts;
    else episodes.push([ts, ts]);
  }
  return episodes;
}

function parseCsv(text: string) {
  const [header = '', ...lines] = text.trim().split('\n');
  return { header: header.trim().split(','), rows: lines.map((line) => line.trim().split(',')) };
}

function readingOf(
  device: string,
  time: string,
  metrics: Readonly<Record<string, number>>,
): Reading {
  // prettier-ignore
  const known = Object.entries(metrics).filter(([, value]) => Number.isFinite(value));
  return { device, site: 's', type: 't', serial: 'n', ts: timeOf(time), metrics: Object.fromEntries(known) }; // prettier-ignore
}

function timeOf(text: string): number {
  return Date.parse(`${text.trim().replace(' ', 'T').slice(0, 19)}Z`);
}
