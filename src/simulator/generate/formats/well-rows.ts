import { phrase, type ByteText } from '../../../telemetry/byte-text.ts';
import type { Column } from '../columns.ts';
import type { Encoding } from '../encoding.ts';
import { createIsoWriter } from '../iso-bytes.ts';
import { createTextEncoding, type TextRows } from '../text-encoding.ts';

/** The three columns of the oil-field system, and whose row it is. */
export const WELL_COLUMNS: readonly Column[] = [
  { name: 'timestamp', unit: 'ISO 8601' },
  { name: 'barrels_per_second', unit: 'bbl/s' },
  { name: 'reservoir_pressure', unit: 'bar' },
  { name: 'well_id' },
];

const MEASURED = ['oil_rate_bbl_s', 'reservoir_pressure_bar'] as const;
const COMMA = 44;

export function createWellRows(gzip: boolean): Encoding {
  return createTextEncoding({ extension: '.csv', gzip, rows: wellRows });
}

function wellRows(to: ByteText): TextRows {
  const writeTime = createIsoWriter(to);
  return {
    header: phrase(`${WELL_COLUMNS.map(({ name }) => name).join(',')}\n`),
    write({ device, ts, metrics }) {
      writeTime(ts);
      for (const name of MEASURED) {
        to.byte(COMMA);
        const value = metrics[name];
        if (value !== undefined && Number.isFinite(value)) to.number(value);
      }
      to.text(`,${device}`);
    },
  };
}
