import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEncoding } from '../../../src/simulator/generate/create-encoding.ts';
import type { FormatName } from '../../../src/simulator/generate/columns.ts';
import { createIsoWriter } from '../../../src/simulator/generate/iso-bytes.ts';
import { ByteText } from '../../../src/telemetry/byte-text.ts';
import type { Reading } from '../../../src/telemetry/reading.ts';

const reading: Reading = {
  device: 'wt-001',
  site: 'north, "old"',
  type: 'wind_turbine',
  serial: 'WT1',
  ts: Date.UTC(2026, 2, 2, 8),
  metrics: { b: 2.5, a: -1 },
};

async function encoded(format: FormatName, readings: readonly Reading[]): Promise<Buffer> {
  const encoding = await createEncoding({ format, gzip: false, metrics: ['a', 'c', 'b'] });
  const encoder = encoding.begin();
  for (const one of readings) encoder.add(one);
  return Buffer.concat([encoder.take(), encoder.end()]);
}

describe('a CSV file', () => {
  it('has its metrics in the fixed order, an empty cell for a missing one, and quotes texts', async () => {
    expect((await encoded('csv', [reading, { ...reading, quality: 'bad' }])).toString()).toBe(
      [
        'device,site,type,serial,ts,q,a,c,b',
        'wt-001,"north, ""old""",wind_turbine,WT1,2026-03-02T08:00:00.000Z,,-1,,2.5',
        'wt-001,"north, ""old""",wind_turbine,WT1,2026-03-02T08:00:00.000Z,bad,-1,,2.5',
        '',
      ].join('\n'),
    );
  });

  it('writes instants as JavaScript does', () => {
    const to = new ByteText(64);
    const write = createIsoWriter(to);
    const instant = fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(instant, (date) => {
        write(date.getTime());
        expect(Buffer.from(to.take()).toString()).toBe(date.toISOString());
      }),
    );
  });
});

describe.each(['csv', 'parquet'] as const)('a %s file', (format) => {
  it('never loses a metric that has no column', async () => {
    const strange = { ...reading, metrics: { a: 1, z: 2 } };
    await expect(encoded(format, [strange])).rejects.toThrow('No column for the metric z.');
  });
});

describe('a Parquet file', () => {
  it('tells its readers times as times, texts as texts and a missing value as none', async () => {
    const { parquetReadObjects, parquetMetadata } = await import('hyparquet');
    const bytes = await encoded('parquet', [reading, { ...reading, quality: 'bad' }]);
    const file = new Uint8Array(bytes).buffer;
    const same = { device: 'wt-001', site: 'north, "old"', type: 'wind_turbine', serial: 'WT1' };
    const values = { ts: new Date('2026-03-02T08:00:00Z'), a: -1, b: 2.5 };
    const rows = await parquetReadObjects({ file });
    expect(rows.map((row) => ({ ...row, c: row['c'] ?? null, q: row['q'] ?? null }))).toEqual([
      { ...same, ...values, c: null, q: null },
      { ...same, ...values, c: null, q: 'bad' },
    ]);
    const [, device, , , , ts] = parquetMetadata(file).schema;
    expect(device).toMatchObject({ type: 'BYTE_ARRAY', converted_type: 'UTF8' });
    expect(ts).toMatchObject({ type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' });
  });
});
