import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { nabProbation } from '../src/detection/metrics/nab.ts';

export interface NabFile {
  /** Path below `data/`, with slashes. */
  readonly name: string;
  readonly values: Float64Array;
  /** First and last row of each labelled window. */
  readonly windows: readonly (readonly [number, number])[];
  /** Rows at the start that are not judged: 15 % of the file, at most 750. */
  readonly probation: number;
  /** Time covered. */
  readonly days: number;
}

const DAY_MS = 86_400_000;

/** Every labelled file of a checkout of NAB, or of a folder with some of its files. */
export function loadCorpus(folder: string): NabFile[] {
  const data = existsSync(join(folder, 'data')) ? join(folder, 'data') : folder;
  const labels = JSON.parse(readFileSync(labelsPath(folder), 'utf8')) as Record<string, string[][]>;
  const names = csvFiles(data).map((path) => relative(data, path).split(sep).join('/'));
  return names.flatMap((name) => {
    const key = name in labels ? name : Object.keys(labels).find((k) => k.endsWith(`/${name}`));
    if (key === undefined) return [];
    return [readNab(join(data, name), { name: key, windows: labels[key] ?? [] })];
  });
}

function labelsPath(folder: string): string {
  const inCheckout = join(folder, 'labels', 'combined_windows.json');
  return existsSync(inCheckout) ? inCheckout : join(folder, 'combined_windows.json');
}

function csvFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return csvFiles(path);
      return entry.name.endsWith('.csv') ? [path] : [];
    })
    .toSorted();
}

function readNab(path: string, label: { name: string; windows: string[][] }): NabFile {
  const rows = readFileSync(path, 'utf8').trim().split('\n').slice(1);
  const times = rows.map((row) => timeOf(row.slice(0, row.indexOf(','))));
  const values = Float64Array.from(rows, (row) => Number(row.slice(row.indexOf(',') + 1)));
  const windows = label.windows.map(([from = '', to = '']) => {
    const first = times.findIndex((ts) => ts >= timeOf(from));
    const last = times.findLastIndex((ts) => ts <= timeOf(to));
    return [first, last] as const;
  });
  const probation = nabProbation(rows.length);
  const days = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / DAY_MS;
  return { name: label.name, values, windows, probation, days };
}

function timeOf(text: string): number {
  return Date.parse(`${text.trim().replace(' ', 'T').slice(0, 19)}Z`);
}
