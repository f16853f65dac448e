import { parse } from 'csv-parse';
import { createInterface } from 'node:readline';
import { PmSimError } from '../../runtime/errors.ts';
import type { ReplayTally } from './report.ts';
import type { ReplaySource } from './source.ts';

/** One record by column name; nested NDJSON objects are flattened with dots. */
export type Row = Readonly<Record<string, unknown>>;

export interface Rows {
  /** Column names: the header of a CSV file, the first object's keys of NDJSON. */
  readonly columns: readonly string[];
  readonly rows: AsyncIterable<Row>;
  /** Numbers are written with a decimal comma: only where the delimiter is a semicolon. */
  readonly decimalComma: boolean;
}

/** Longest record, characters: what is longer is an unclosed quote, not a row. */
const RECORD_CHARACTERS_MAX = 100_000;

/**
 * Rows of a CSV (comma, semicolon or tab) or NDJSON file, told apart by its first character.
 * @throws PmSimError `replay/no-header`, `replay/json-array`
 */
export function rowsOf(source: ReplaySource, tally: ReplayTally, file: string): Rows {
  const start = source.head.trimStart();
  if (start.startsWith('[')) {
    throw new PmSimError(
      'replay/json-array',
      `${file} holds a JSON array, not one object a line.`,
      {
        hint: 'Convert it, e.g. with jq -c ".[]".',
      },
    );
  }
  return start.startsWith('{') ? jsonRows(source, tally) : csvRows(source, tally, file);
}

function jsonRows(source: ReplaySource, tally: ReplayTally): Rows {
  const first = source.head.split('\n', 1)[0] ?? '';
  const columns = Object.keys(objectOf(first) ?? {});
  return { columns, rows: jsonLines(source, tally), decimalComma: false };
}

async function* jsonLines(source: ReplaySource, tally: ReplayTally): AsyncGenerator<Row> {
  const lines = createInterface({ input: source.bytes, crlfDelay: Number.POSITIVE_INFINITY });
  for await (const line of lines) {
    if (line.trim() === '') continue;
    tally.rows += 1;
    const row = objectOf(line.replace(/^\uFEFF/u, ''));
    if (row === undefined) tally.skippedRows.malformed += 1;
    else yield row;
  }
}

function objectOf(line: string): Row | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return flattened(value);
  } catch {
    return undefined;
  }
}

function flattened(value: object): Row {
  const row: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner === 'object' && inner !== null && !Array.isArray(inner)) {
      for (const [name, leaf] of Object.entries(inner as object)) row[`${key}.${name}`] = leaf;
    } else row[key] = inner;
  }
  return row;
}

function csvRows(source: ReplaySource, tally: ReplayTally, file: string): Rows {
  const header = source.head.split(/\r?\n/u, 1)[0] ?? '';
  const delimiter = delimiterOf(header);
  const columns = header.split(delimiter).map((name) => unquoted(name.trim()));
  if (columns.length < 2 || columns.every((name) => name === '' || Number.isFinite(Number(name)))) {
    throw new PmSimError('replay/no-header', `${file}:1: expected a line of column names.`, {
      hint: 'The first line of a CSV file names its columns, separated by comma, semicolon or tab.',
    });
  }
  return {
    columns,
    rows: csvRecords({ source, tally, delimiter, columns }),
    decimalComma: delimiter === ';',
  };
}

interface CsvOptions {
  readonly source: ReplaySource;
  readonly tally: ReplayTally;
  readonly delimiter: string;
  readonly columns: readonly string[];
}

async function* csvRecords(options: CsvOptions): AsyncGenerator<Row> {
  const { source, tally, delimiter, columns } = options;
  const parser = parse({
    delimiter,
    columns: [...columns],
    from_line: 2,
    bom: true,
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: RECORD_CHARACTERS_MAX,
    on_skip: () => {
      tally.rows += 1;
      tally.skippedRows.malformed += 1;
      return undefined;
    },
  });
  source.bytes.once('error', (error) => parser.destroy(error));
  source.bytes.pipe(parser);
  try {
    for await (const row of parser) {
      tally.rows += 1;
      yield row as Row;
    }
  } finally {
    source.bytes.destroy();
  }
}

function delimiterOf(header: string): string {
  const counts = [',', ';', '\t'].map((mark) => ({ mark, count: header.split(mark).length }));
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).mark;
}

function unquoted(name: string): string {
  return name.replace(/^"(.*)"$/u, '$1');
}
