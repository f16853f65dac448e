import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runProgram } from '../../../src/cli/program.ts';
import { openReplay } from '../../../src/simulator/replay/open-replay.ts';
import type { Reading } from '../../../src/telemetry/reading.ts';
import { fakeIo } from '../fake-io.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pm-sim-orders-'));
  await writeFile(join(dir, 'package.json'), '{}');
});
afterEach(() => rm(dir, { recursive: true }));

const DIRT = ['mixedDates', 'paddedCurrency', 'mojibake', 'duplicates'].flatMap((kind) => [
  '--set',
  `model.dirt.${kind}=0.3`,
]);

async function generate(out: string, ...more: readonly string[]) {
  const io = fakeIo({ cwd: dir });
  const base = 'generate --profile commerce -c 2 --days 0.4 --seed 7 --format orders-csv';
  const exitCode = await runProgram([...base.split(' '), '--out', out, ...more], io);
  return { exitCode, stdout: io.stdout.text() };
}

async function replayed(file: string) {
  const replay = openReplay(join(dir, file));
  const readings: Reading[] = [];
  for await (const reading of replay) readings.push(reading);
  return { readings, report: replay.report() };
}

const revenue = (readings: readonly Reading[]): number =>
  readings.reduce((sum, { metrics }) => sum + (metrics['total_usd'] ?? 0), 0);

describe('generate --format orders-csv', () => {
  it('writes orders, truth and a card that agrees with them', async () => {
    const fault = ['--inject', 'payment-outage@store-002+1h'];
    const { exitCode, stdout } = await generate('a', ...fault);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^[\d,]+ rows of 2 storefronts in orders\.csv, /u);
    expect(await readdir(join(dir, 'a'))).toEqual(['dataset.json', 'orders.csv', 'truth.ndjson']);
    const text = await readFile(join(dir, 'a', 'orders.csv'), 'utf8');
    expect(text).toMatch(/^order_id,order_date,customer_id,product_category,quantity,unit_price,/u);
    const card: unknown = JSON.parse(await readFile(join(dir, 'a', 'dataset.json'), 'utf8'));
    expect(card).toMatchObject({
      rows: text.trimEnd().split('\n').length - 1,
      bytes: Buffer.byteLength(text),
      sha256: createHash('sha256').update(text).digest('hex'),
    });
    expect(await readFile(join(dir, 'a', 'truth.ndjson'), 'utf8')).toContain('payment-outage');
  });

  it('gives the same bytes for the same seed, compressed or not', async () => {
    await generate('a');
    await generate('b', '--gzip');
    const plain = await readFile(join(dir, 'a', 'orders.csv'));
    const unpacked = gunzipSync(await readFile(join(dir, 'b', 'orders.csv.gz')));
    expect(unpacked.equals(plain)).toBe(true);
  });

  it('is taken back by replay, clean without a loss', async () => {
    await generate('a');
    const { readings, report } = await replayed('a/orders.csv');
    expect(report).toMatchObject({ format: 'orders', devices: ['store-001', 'store-002'] });
    expect(readings.length).toBe(report.rows);
    expect(readings[0]).toMatchObject({ type: 'commerce', metrics: { discount_share: 0 } });
  });

  it.each(['orders-csv', 'orders-jsonl'])(
    'is taken back from dirty %s: what nobody can read is counted, the rest agrees',
    async (format) => {
      await generate('clean');
      await generate('dirty', ...DIRT, '--format', format);
      const clean = await replayed('clean/orders.csv');
      const { readings, report } = await replayed(`dirty/${format.replace('-', '.')}`);
      const { duplicate, badTimestamp, backward } = report.skippedRows;
      expect(report.format).toBe('orders');
      expect(report.skippedValues.notNumeric).toEqual({});
      expect(backward).toBe(0);
      // Of the three tenths that are written in one of five styles, one style is unreadable.
      expect(badTimestamp / report.rows).toBeCloseTo(0.06, 1);
      expect(duplicate / report.rows).toBeCloseTo(0.22, 1);
      expect(readings.length).toBe(report.rows - duplicate - badTimestamp);
      const known = new Map(
        clean.readings.map((reading) => [`${reading.device}${reading.ts}`, reading]),
      );
      const matched = readings.map((reading) => known.get(`${reading.device}${reading.ts}`));
      expect(readings.map(({ metrics }) => metrics)).toEqual(matched.map((twin) => twin?.metrics));
      expect(revenue(readings)).toBeLessThan(revenue(clean.readings));
    },
  );

  it('replaces nothing unless told to', async () => {
    await generate('a');
    await expect(generate('a')).rejects.toMatchObject({ code: 'dataset/exists' });
    expect((await generate('a', '--force')).exitCode).toBe(0);
  });

  it.each([
    [['--profile', 'wind-farm'], 'dataset/no-orders'],
    [['--campaign', 'default'], 'options/invalid'],
    [['--partition', 'day'], 'options/invalid'],
    [['--interval', '5m'], 'options/invalid'],
    [['--inject', 'promotion@store-003'], 'fault/unknown-device'],
  ])('refuses %j', async (argv, code) => {
    await expect(generate('a', ...argv)).rejects.toMatchObject({ code, kind: 'user' });
  });

  it('keeps nothing of what was interrupted', async () => {
    const io = fakeIo({ cwd: dir });
    io.interrupt();
    const argv = 'generate --profile commerce --days 1 --format orders-jsonl --out a'.split(' ');
    expect(await runProgram(argv, io)).toBe(130);
    expect(await readdir(join(dir, 'a'))).toEqual([]);
  });
});
