import type { FormatName } from './columns.ts';
import { createCsvEncoding } from './csv-encoding.ts';
import type { Encoding } from './encoding.ts';
import { systemFormat } from './formats/system-formats.ts';
import { createNdjsonEncoding } from './text-encoding.ts';

export interface EncodingOptions {
  readonly format: FormatName;
  readonly gzip: boolean;
  /** Columns of a format that fixes them, in order. */
  readonly metrics: readonly string[];
}

/** The encoding of a format's name; what only one format needs is loaded with it. */
export async function createEncoding(options: EncodingOptions): Promise<Encoding> {
  const { format, gzip, metrics } = options;
  if (format === 'parquet') {
    const { createParquetEncoding } = await import('./parquet-encoding.ts');
    return createParquetEncoding(metrics, gzip);
  }
  const system = systemFormat(format);
  if (system !== undefined) return system.create(gzip);
  return format === 'csv' ? createCsvEncoding(metrics, gzip) : createNdjsonEncoding(gzip);
}
