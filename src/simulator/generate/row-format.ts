import { PmSimError } from '../../runtime/errors.ts';
import { encodeReading } from '../../telemetry/message.ts';
import type { Reading } from '../../telemetry/reading.ts';
import { KEY_COLUMNS, type FormatName } from './columns.ts';

/** How a reading becomes a line of a file. */
export interface RowFormat {
  /** What every file begins with. */
  readonly header: string;
  /** One line, its end included. */
  readonly row: (reading: Reading) => string;
}

/** Makes the encoder; `metrics` fixes the columns of a CSV file and their order. */
export function createRowFormat(name: FormatName, metrics: readonly string[]): RowFormat {
  if (name === 'ndjson') return { header: '', row: (reading) => `${encodeReading(reading)}\n` };
  const keys = KEY_COLUMNS.csv.map((column) => column.name);
  const known = new Set(metrics);
  return {
    header: `${[...keys, ...metrics].map(cell).join(',')}\n`,
    row(reading) {
      const { device, site, type, serial, ts, quality, metrics: values } = reading;
      const cells = metrics.map((metric) => values[metric]);
      const found = cells.reduce((n: number, value) => (value === undefined ? n : n + 1), 0);
      if (found !== Object.keys(values).length) throw unknownMetric(values, known);
      const key = [device, site, type, serial].map(cell).join(',');
      const time = new Date(ts).toISOString();
      return `${key},${time},${quality ?? ''},${numbers(cells)}\n`;
    },
  };
}

/** By way of JSON, which writes numbers faster than joining them does; a missing one is an empty cell. */
function numbers(cells: readonly (number | undefined)[]): string {
  const text = JSON.stringify(cells).slice(1, -1);
  return text.includes('n') ? text.replaceAll('null', '') : text;
}

/** RFC 4180: a cell with a comma, a quote or a line break is quoted, its quotes doubled. */
function cell(text: string): string {
  return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function unknownMetric(values: Reading['metrics'], known: ReadonlySet<string>): PmSimError {
  const strange = Object.keys(values).filter((name) => !known.has(name));
  return new PmSimError('dataset/columns', `No column for the metric ${strange.join(', ')}.`, {
    kind: 'system',
    hint: 'NDJSON takes any metric: --format ndjson.',
  });
}
