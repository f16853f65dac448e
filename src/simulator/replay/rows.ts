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
  /** Line of the first row, counted from 1. */
  readonly firstLine: number;
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
  const line = source.head.split('\n', 1)[0] ?? '';
  const [first] = recordsIn(line) ?? [];
  // One document over many lines, as people write them.
  if (first === undefined && !line.trimEnd().endsWith('}')) return documentRows(source, tally);
  return {
    columns: Object.keys(first ?? {}),
    rows: jsonLines(source, tally),
    decimalComma: false,
    firstLine: 1,
  };
}

function documentRows(source: ReplaySource, tally: ReplayTally): Rows {
  const [first] = recordsIn(source.head) ?? [];
  return {
    columns: Object.keys(first ?? {}),
    rows: jsonDocument(source, tally),
    decimalComma: false,
    firstLine: 1,
  };
}

async function* jsonDocument(source: ReplaySource, tally: ReplayTally): AsyncGenerator<Row> {
  const chunks: Buffer[] = [];
  for await (const chunk of source.bytes as AsyncIterable<Buffer>) chunks.push(chunk);
  yield* counted(Buffer.concat(chunks).toString(), tally);
}

async function* jsonLines(source: ReplaySource, tally: ReplayTally): AsyncGenerator<Row> {
  const lines = createInterface({ input: source.bytes, crlfDelay: Number.POSITIVE_INFINITY });
  for await (const line of lines) if (line.trim() !== '') yield* counted(line, tally);
}

function* counted(json: string, tally: ReplayTally): Generator<Row> {
  const records = recordsIn(json);
  tally.rows += records?.length ?? 1;
  if (records === undefined) tally.skippedRows.malformed += 1;
  else yield* records;
}

/** The records of an object: itself, or its samples, each with what is said of all of them. */
function recordsIn(json: string): readonly Row[] | undefined {
  try {
    const value: unknown = JSON.parse(json.replace(/^\uFEFF/u, ''));
    if (!isObject(value)) return undefined;
    const { samples, ...rest } = value;
    if (!Array.isArray(samples)) return [flattened(value)];
    return samples.filter(isObject).map((sample) => flattened({ ...rest, ...sample }));
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function flattened(value: Readonly<Record<string, unknown>>): Row {
  const row: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) {
    if (!isObject(inner)) row[key] = inner;
    else for (const [name, leaf] of Object.entries(inner)) row[`${key}.${name}`] = leaf;
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
    firstLine: 2,
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
