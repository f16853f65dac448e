import type { AsyncBuffer, FileMetaData } from 'hyparquet';
import { open, type FileHandle } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { PmSimError } from '../../runtime/errors.ts';
import type { Reading } from '../../telemetry/reading.ts';
import { KEY_COLUMNS } from '../generate/columns.ts';

/** Readings that are made from a row group's columns at once. */
const BATCH_ROWS = 4_096;

const KEYS = new Set<string>(KEY_COLUMNS.parquet.map(({ name }) => name));

/** The columns of one row group by name, in the file's order. */
type Columns = ReadonlyMap<string, ArrayLike<unknown>>;

/**
 * The readings of a Parquet file of a data set, some thousand at once; one row group is held. The
 * library is loaded when this is called.
 * @throws PmSimError `dataset/parquet`; what the library throws when the file is damaged
 */
export async function* readParquet(path: string): AsyncGenerator<readonly Reading[]> {
  const { parquetMetadataAsync } = await import('hyparquet');
  await using handle = await open(path);
  const file = await bufferOf(handle);
  const metadata = await parquetMetadataAsync(file);
  let rowStart = 0;
  for (const { num_rows } of metadata.row_groups) {
    const rowEnd = rowStart + Number(num_rows);
    const columns = await readColumns({ file, metadata, rowStart, rowEnd });
    for (let from = 0; from < rowEnd - rowStart; from += BATCH_ROWS) {
      const to = Math.min(from + BATCH_ROWS, rowEnd - rowStart);
      yield readingsOf(columns, from, to);
    }
    rowStart = rowEnd;
  }
}

async function bufferOf(handle: FileHandle): Promise<AsyncBuffer> {
  const { size } = await handle.stat();
  return {
    byteLength: size,
    async slice(start, end = size) {
      const bytes = new Uint8Array(end - start);
      await handle.read(bytes, 0, bytes.length, start);
      return bytes.buffer;
    },
  };
}

interface RowGroup {
  readonly file: AsyncBuffer;
  readonly metadata: FileMetaData;
  readonly rowStart: number;
  readonly rowEnd: number;
}

/** Columns stay columns: rows as objects would take ten times the memory. */
async function readColumns(group: RowGroup): Promise<Columns> {
  const { parquetRead } = await import('hyparquet');
  const { schema } = group.metadata;
  const columns = new Map<string, unknown[]>(schema.slice(1).map(({ name }) => [name, []]));
  await parquetRead({
    ...group,
    compressors: { GZIP: (page: Uint8Array) => new Uint8Array(gunzipSync(page)) },
    onChunk({ columnName, columnData, rowStart }) {
      const to = columns.get(columnName) as unknown[];
      for (let i = 0; i < columnData.length; i += 1)
        to[rowStart - group.rowStart + i] = columnData[i];
    },
  });
  return columns;
}

function readingsOf(columns: Columns, from: number, to: number): readonly Reading[] {
  const metrics = [...columns].filter(([name]) => !KEYS.has(name));
  const readings: Reading[] = [];
  for (let row = from; row < to; row += 1) {
    const values: Record<string, number> = {};
    for (const [name, column] of metrics) {
      const value = column[row];
      if (typeof value === 'number') values[name] = value;
    }
    readings.push(withKeys(columns, row, values));
  }
  return readings;
}

function withKeys(columns: Columns, row: number, metrics: Reading['metrics']): Reading {
  const cell = (name: string): unknown => columns.get(name)?.[row];
  const [ts, q] = [cell('ts'), cell('q')];
  if (!(ts instanceof Date)) throw new PmSimError('dataset/parquet', 'column ts: expected a time');
  const reading = {
    device: String(cell('device')),
    site: String(cell('site')),
    type: String(cell('type')),
    serial: String(cell('serial')),
    ts: ts.getTime(),
    metrics,
  };
  return q === 'uncertain' || q === 'bad' ? { ...reading, quality: q } : reading;
}
