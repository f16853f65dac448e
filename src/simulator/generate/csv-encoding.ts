import { phrase, type ByteText, type Phrase } from '../../telemetry/byte-text.ts';
import type { Reading } from '../../telemetry/reading.ts';
import { KEY_COLUMNS } from './columns.ts';
import type { Encoding } from './encoding.ts';
import { createIsoWriter } from './iso-bytes.ts';
import { createTextEncoding, type TextRows } from './text-encoding.ts';
import { unknownMetric } from './unknown-metric.ts';

const COMMA = 44;

/** CSV after RFC 4180 with lines that end in a line feed; `metrics` fixes the columns and their order. */
export function createCsvEncoding(metrics: readonly string[], gzip: boolean): Encoding {
  return createTextEncoding({
    extension: '.csv',
    gzip,
    rows: (to) => csvRows(metrics, to),
  });
}

function csvRows(metrics: readonly string[], to: ByteText): TextRows {
  const names = [...KEY_COLUMNS.csv.map(({ name }) => name), ...metrics];
  const headOf = createHeads();
  const writeTime = createIsoWriter(to);
  return {
    header: phrase(`${names.map(cell).join(',')}\n`),
    write(reading) {
      to.phrase(headOf(reading));
      writeTime(reading.ts);
      to.byte(COMMA);
      if (reading.quality !== undefined) to.text(reading.quality);
      writeCells(reading, metrics, to);
    },
  };
}

/** A missing value, or one that is no number, is an empty cell. */
function writeCells(reading: Reading, metrics: readonly string[], to: ByteText): void {
  const values = reading.metrics;
  let found = 0;
  for (const metric of metrics) {
    to.byte(COMMA);
    const value = values[metric];
    if (value === undefined) continue;
    found += 1;
    if (Number.isFinite(value)) to.number(value);
  }
  if (found !== Object.keys(values).length) throw unknownMetric(values, metrics);
}

interface Head {
  readonly site: string;
  readonly type: string;
  readonly serial: string;
  readonly bytes: Phrase;
}

/** The cells before the time, which are the same in all readings of a device. */
function createHeads(): (reading: Reading) => Phrase {
  const heads = new Map<string, Head>();
  return ({ device, site, type, serial }) => {
    const known = heads.get(device);
    if (known?.site === site && known.type === type && known.serial === serial) return known.bytes;
    const bytes = phrase(`${[device, site, type, serial].map(cell).join(',')},`);
    heads.set(device, { site, type, serial, bytes });
    return bytes;
  };
}

/** RFC 4180: a cell with a comma, a quote or a line break is quoted, its quotes doubled. */
function cell(text: string): string {
  return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
