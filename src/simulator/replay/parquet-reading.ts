import type { AsyncBuffer } from 'hyparquet';
import { open } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { PmSimError } from '../../runtime/errors.ts';
import type { Reading } from '../../telemetry/reading.ts';
import { KEY_COLUMNS } from '../generate/columns.ts';

const KEYS = new Set<string>(KEY_COLUMNS.parquet.map(({ name }) => name));

/**
 * The readings of a Parquet file of a data set, as many at once as a row group holds. The library is
 * loaded when this is called.
 * @throws PmSimError `dataset/parquet`; what the library throws when the file is damaged
 */
export async function* readParquet(path: string): AsyncGenerator<readonly Reading[]> {
  const { parquetMetadataAsync, parquetReadObjects } = await import('hyparquet');
  await using handle = await open(path);
  const { size } = await handle.stat();
  const file: AsyncBuffer = {
    byteLength: size,
    async slice(start, end = size) {
      const bytes = new Uint8Array(end - start);
      await handle.read(bytes, 0, bytes.length, start);
      return bytes.buffer;
    },
  };
  const compressors = { GZIP: (page: Uint8Array) => new Uint8Array(gunzipSync(page)) };
  const metadata = await parquetMetadataAsync(file);
  let rowStart = 0;
  for (const group of metadata.row_groups) {
    const rowEnd = rowStart + Number(group.num_rows);
    const rows = await parquetReadObjects({ file, metadata, rowStart, rowEnd, compressors });
    yield rows.map(readingOf);
    rowStart = rowEnd;
  }
}

function readingOf(row: Readonly<Record<string, unknown>>): Reading {
  const metrics: Record<string, number> = {};
  for (const [name, value] of Object.entries(row)) {
    if (typeof value === 'number' && !KEYS.has(name)) metrics[name] = value;
  }
  const { ts, q } = row;
  if (!(ts instanceof Date)) throw new PmSimError('dataset/parquet', 'column ts: expected a time');
  const [device, site, type, serial] = [row['device'], row['site'], row['type'], row['serial']].map(
    (value) => String(value),
  ) as [string, string, string, string];
  const reading = { device, site, type, serial, ts: ts.getTime(), metrics };
  return q === 'uncertain' || q === 'bad' ? { ...reading, quality: q } : reading;
}
