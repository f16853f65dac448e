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
      const { metrics: values } = reading;
      let line = `${cell(reading.device)},${cell(reading.site)},${cell(reading.type)},${new Date(reading.ts).toISOString()}`;
      let found = 0;
      for (const metric of metrics) {
        const value = values[metric];
        if (value !== undefined) found += 1;
        line += value === undefined ? ',' : `,${value}`;
      }
      if (found !== Object.keys(values).length) throw unknownMetric(values, known);
      return `${line}\n`;
    },
  };
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
