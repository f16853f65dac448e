import type { ByteWriter, ColumnSource, ParquetWriter } from 'hyparquet-writer';
import type { SchemaElement } from 'hyparquet';
import { gzipSync } from 'node:zlib';
import type { Reading } from '../../telemetry/reading.ts';
import type { Encoding, FileEncoder } from './encoding.ts';
import { unknownMetric } from './unknown-metric.ts';

interface Library {
  readonly ByteWriter: typeof ByteWriter;
  readonly ParquetWriter: typeof ParquetWriter;
}

/** Rows that are held and written at once: the unit that a reader takes or skips. */
const ROW_GROUP_ROWS = 65_536;

/** Texts that repeat: dictionary-encoded. */
const TEXTS = ['device', 'site', 'type', 'serial'] as const;

/** Parquet files: Snappy inside, or gzip for less space. The library is loaded when this is called. */
export async function createParquetEncoding(
  metrics: readonly string[],
  gzip: boolean,
): Promise<Encoding> {
  const library = await import('hyparquet-writer');
  return {
    extension: '.parquet',
    gzip: false,
    begin: () => createParquetFile({ library, metrics, gzip }),
  };
}

interface ParquetFileOptions {
  readonly library: Library;
  readonly metrics: readonly string[];
  readonly gzip: boolean;
}

function createParquetFile({ library, metrics, gzip }: ParquetFileOptions): FileEncoder {
  const bytes = new library.ByteWriter();
  const file = new library.ParquetWriter({
    writer: bytes,
    schema: schemaOf(metrics),
    codec: gzip ? 'GZIP' : 'SNAPPY',
    compressors: { GZIP: (page) => gzipSync(page) },
    createdBy: 'pm-sim',
  });
  const rows = createRowGroup(metrics);
  const taken = (): Uint8Array => {
    const chunk = bytes.getBytes().slice();
    bytes.index = 0;
    return chunk;
  };
  const flush = (): void => {
    if (rows.count() === 0) return;
    // This writer has no file of its own to wait for.
    void file.write({ columnData: rows.columns(), rowGroupSize: ROW_GROUP_ROWS });
    rows.clear();
  };
  return {
    add: (reading) => rows.add(reading),
    full: () => rows.count() === ROW_GROUP_ROWS,
    take() {
      flush();
      return taken();
    },
    end() {
      flush();
      void file.finish();
      return taken();
    },
  };
}

function schemaOf(metrics: readonly string[]): SchemaElement[] {
  return [
    { name: 'telemetry', num_children: TEXTS.length + 2 + metrics.length },
    ...TEXTS.map((name): SchemaElement => ({ ...TEXT, name, repetition_type: 'REQUIRED' })),
    { name: 'ts', type: 'INT64', converted_type: 'TIMESTAMP_MILLIS', repetition_type: 'REQUIRED' },
    { ...TEXT, name: 'q', repetition_type: 'OPTIONAL' },
    ...metrics.map((name): SchemaElement => ({
      name,
      type: 'DOUBLE',
      repetition_type: 'OPTIONAL',
    })),
  ];
}

const TEXT = { type: 'BYTE_ARRAY', converted_type: 'UTF8' } as const;

interface RowGroup {
  count(): number;
  add(reading: Reading): void;
  columns(): ColumnSource[];
  clear(): void;
}

/** The columns of one row group, made once and filled again and again. */
function createRowGroup(metrics: readonly string[]): RowGroup {
  const texts = TEXTS.map((name): { name: typeof name; values: string[] } => ({
    name,
    values: [],
  }));
  const times = new BigInt64Array(ROW_GROUP_ROWS);
  const quality: (string | null)[] = [];
  const values = metrics.map((metric) => createMetricColumn(metric));
  let count = 0;
  return {
    count: () => count,
    add(reading) {
      for (const text of texts) text.values[count] = reading[text.name];
      times[count] = BigInt(reading.ts);
      quality[count] = reading.quality ?? null;
      let found = 0;
      for (const column of values) found += column.set(count, reading.metrics);
      if (found !== Object.keys(reading.metrics).length)
        throw unknownMetric(reading.metrics, metrics);
      count += 1;
    },
    columns: () => [
      ...texts.map(({ name, values: data }) => ({ name, data: data.slice(0, count) })),
      { name: 'ts', data: times.slice(0, count) },
      { name: 'q', data: quality.slice(0, count) },
      ...values.map((column) => column.source(count)),
    ],
    clear() {
      count = 0;
      for (const column of values) column.clear();
    },
  };
}

interface MetricColumn {
  /** Returns 1 when the metric was there. */
  set(row: number, metrics: Reading['metrics']): 0 | 1;
  source(count: number): ColumnSource;
  clear(): void;
}

/** Numbers stay in a typed array; the rows without one are remembered beside it. */
function createMetricColumn(name: string): MetricColumn {
  const values = new Float64Array(ROW_GROUP_ROWS);
  const missing = new Set<number>();
  return {
    set(row, metrics) {
      const value = metrics[name];
      if (value === undefined) {
        missing.add(row);
        return 0;
      }
      values[row] = value;
      return 1;
    },
    source(count) {
      const data = values.slice(0, count);
      // In time-ordered rows each group spans a metric's whole range: its limits would help no reader.
      const source = { name, statistics: false };
      if (missing.size === 0) return { ...source, data };
      return {
        ...source,
        data: Array.from(data, (value, row) => (missing.has(row) ? null : value)),
      };
    },
    clear: () => missing.clear(),
  };
}
