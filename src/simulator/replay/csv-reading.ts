import { PmSimError } from '../../runtime/errors.ts';
import type { Reading } from '../../telemetry/reading.ts';
import { KEY_COLUMNS } from '../generate/columns.ts';

const KEYS = KEY_COLUMNS.csv.map(({ name }) => name);

/**
 * Reads the lines of one CSV file of a data set: nothing from the first, which is the header, then a
 * reading from each.
 * @throws PmSimError `dataset/csv`
 */
export function createCsvDecoder(): (line: string) => Reading | undefined {
  let metrics: readonly string[] | undefined;
  return (line) => {
    const cells = cellsOf(line);
    if (metrics !== undefined) return readingOf(cells, metrics);
    if (KEYS.some((key, i) => cells[i] !== key)) {
      throw new PmSimError('dataset/csv', `the header must begin with ${KEYS.join(',')}`);
    }
    metrics = cells.slice(KEYS.length);
    return undefined;
  };
}

function readingOf(cells: readonly string[], names: readonly string[]): Reading {
  const [device = '', site = '', type = '', serial = '', time = '', q] = cells;
  const ts = Date.parse(time);
  if (cells.length !== KEYS.length + names.length || Number.isNaN(ts)) {
    throw new PmSimError('dataset/csv', `expected ${KEYS.length + names.length} cells, ts in ISO`);
  }
  const metrics: Record<string, number> = {};
  for (let i = 0; i < names.length; i += 1) {
    const name = names[i] as string;
    const cell = cells[KEYS.length + i] as string;
    if (cell !== '') metrics[name] = numberOf(cell, name);
  }
  const reading = { device, site, type, serial, ts, metrics };
  return q === 'uncertain' || q === 'bad' ? { ...reading, quality: q } : reading;
}

function numberOf(cell: string, name: string): number {
  const value = Number(cell);
  if (!Number.isNaN(value)) return value;
  throw new PmSimError('dataset/csv', `column ${name}: "${cell}" is no number`);
}

/** RFC 4180 without line breaks in cells, which no name of ours has. */
function cellsOf(line: string): readonly string[] {
  if (!line.includes('"')) return line.split(',');
  const cells = line.match(/(?<=^|,)(?:"(?:[^"]|"")*"|[^,]*)/gu) ?? [];
  return cells.map((cell) =>
    cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell,
  );
}
