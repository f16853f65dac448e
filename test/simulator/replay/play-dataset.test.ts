import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFleet } from '../../../src/simulator/fleet.ts';
import type { DatasetSettings } from '../../../src/simulator/generate/data-card.ts';
import { generateDataset } from '../../../src/simulator/generate/generate-dataset.ts';
import { requireFormatFits } from '../../../src/simulator/generate/formats/system-formats.ts';
import { loadProfile } from '../../../src/simulator/load-profile.ts';
import { readDataset } from '../../../src/simulator/replay/dataset-reader.ts';
import { openReplay } from '../../../src/simulator/replay/open-replay.ts';
import type { Reading } from '../../../src/telemetry/reading.ts';
import { ANY_SECTIONS, PROFILES } from '../wind-farm.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pm-sim-play-'));
});
afterEach(() => rm(dir, { recursive: true }));

const START = Date.UTC(2026, 2, 2, 20);
const END = START + 6 * 3_600_000;

interface Asked {
  readonly profile: string;
  readonly format: DatasetSettings['format'];
  readonly partition: DatasetSettings['partition'];
}

/** Writes a data set and returns what its fleet delivered. */
async function write({ profile: name, format, partition }: Asked): Promise<readonly Reading[]> {
  const overrides = ['count=4', 'interval=10m'];
  const profile = await loadProfile(name, {
    overrides,
    sections: ANY_SECTIONS,
    profileDirs: [PROFILES],
  });
  const cadence = { intervalMs: 600_000, record: 'instant' } as const;
  const settings = { profile, seed: '7', start: START, end: END, faults: [], limits: [], campaign: undefined, scenario: undefined, cadence, format, gzip: false, partition, version: '0' } as const; // prettier-ignore
  const { signal } = new AbortController();
  await generateDataset({ settings, dir, resume: false, signal, onProgress: () => undefined });
  const fleet = createFleet({ profile, seed: '7', start: START, faults: [] });
  return [...fleet.advance(END - 1)];
}

async function play(path = dir) {
  const replay = openReplay(path);
  const readings: Reading[] = [];
  for await (const reading of replay) readings.push(reading);
  return { readings, report: replay.report() };
}

async function telemetry(): Promise<readonly string[]> {
  const names = await readdir(join(dir, 'telemetry'), { recursive: true });
  return names.filter((name) => /\.\w+$/u.test(name)).toSorted();
}

function has(text: string): string {
  return expect.stringContaining(text) as string;
}

type Fitting = Parameters<typeof requireFormatFits>[1];

function check(format: string, asked: Partial<Fitting> = {}): void {
  requireFormatFits(format, { family: 'audio', record: 'instant', partition: 'day', ...asked });
}

/** What a system's format keeps of a reading. */
function kept(reading: Reading, names: readonly string[]) {
  const entries = Object.entries(reading.metrics).filter(([name]) => names.includes(name));
  return { device: reading.device, ts: reading.ts, metrics: Object.fromEntries(entries) };
}

describe('replaying the folder of a data set', () => {
  it.each(['ndjson', 'csv', 'parquet'] as const)(
    'gives the readings of %s as they were',
    async (format) => {
      const delivered = await write({ profile: 'wind-farm', format, partition: 'day' });
      const { readings, report } = await play();
      expect(readings).toEqual(delivered);
      expect(report).toMatchObject({ format, rows: delivered.length, devices: { length: 4 } });
    },
  );

  it('takes no columns and no ranges for a data set of ours', async () => {
    await write({ profile: 'wind-farm', format: 'ndjson', partition: 'none' });
    for (const asked of [{ map: 'ts=time' }, { ranges: ['gear_oil_c=0..90'] }]) {
      const refused = openReplay(dir, asked)[Symbol.asyncIterator]().next();
      await expect(refused).rejects.toMatchObject({ code: 'replay/own-data-set' });
    }
  });

  it('gives health files of all devices in one order of time', async () => {
    const asked = { profile: 'bose-fleet', format: 'health-json', partition: 'day' } as const;
    const delivered = await write(asked);
    expect(await telemetry()).toEqual(
      ['02', '03'].flatMap((day) =>
        [1, 2, 3, 4].map((n) => `year=2026/month=03/day=${day}/spk-00${n}.json`),
      ),
    );
    const { readings, report } = await play();
    expect(readings).toEqual(delivered);
    expect(report).toMatchObject({ format: 'health-json', rows: delivered.length });
  });

  it('gives machines’ rows with their states, but without what is no measurement', async () => {
    const delivered = await write({ profile: 'factory', format: 's2-csv', partition: 'none' });
    const { readings, report } = await play();
    const names = ['temperature', 'vibration', 'humidity', 'pressure', 'energy_consumption'];
    expect(readings.map((reading) => kept(reading, names))).toEqual(
      delivered.map((reading) => kept(reading, names)),
    );
    expect(new Set(readings.map(({ metrics }) => metrics['machine_status']))).toEqual(
      new Set([1, 2]),
    );
    expect(report).toMatchObject({ format: 's2-csv', skippedValues: { notNumeric: {} } });
    expect(report.ignoredColumns).toContain('anomaly_flag');
  });

  it('gives wells’ rows of rate and pressure', async () => {
    const delivered = await write({ profile: 'oil-field', format: 's3-rows', partition: 'hour' });
    const { readings } = await play();
    const names = ['oil_rate_bbl_s', 'reservoir_pressure_bar'];
    expect(readings.map((reading) => kept(reading, Object.keys(reading.metrics)))).toEqual(
      delivered.map((reading) => kept(reading, names)),
    );
  });

  it('says what is missing in a folder that is no data set', async () => {
    await expect(play()).rejects.toMatchObject({ code: 'dataset/missing' });
  });
});

describe('the format of a published system', () => {
  it('has its own columns, those that only a cloud can know empty', async () => {
    await write({ profile: 'factory', format: 's2-csv', partition: 'none' });
    const [header, first = ''] = (await readFile(join(dir, 'telemetry/part-0.csv'), 'utf8')).split('\n'); // prettier-ignore
    expect(header).toBe(
      'timestamp,machine_id,temperature,vibration,humidity,pressure,energy_consumption,machine_status,anomaly_flag,predicted_remaining_life,failure_type,downtime_risk,maintenance_required',
    );
    expect(first).toMatch(/,(?:Running|Idle),0,,,,0$/u);
  });

  it('is a document with product, firmware, period and samples for a device and day', async () => {
    await write({ profile: 'bose-fleet', format: 'health-json', partition: 'day' });
    const [name = ''] = await telemetry();
    const text = await readFile(join(dir, 'telemetry', name), 'utf8');
    const document = JSON.parse(text) as Record<string, unknown>;
    expect(document).toMatchObject({
      schema_version: '1.0',
      device_id: 'spk-001',
      product: { serial_number: expect.stringMatching(/^SPK/u) as string },
      firmware: { version: expect.stringMatching(/^\d+\.\d+\.\d+$/u) as string },
    });
    const pretty = join(dir, 'pretty.json');
    await writeFile(pretty, JSON.stringify(document, undefined, 2));
    const { readings, report } = await play(pretty);
    expect(report.format).toBe('health-json');
    expect(readings).toHaveLength((document['samples'] as unknown[]).length);
  });

  it('does not hold whole readings', async () => {
    await write({ profile: 'oil-field', format: 's3-rows', partition: 'none' });
    await expect(readDataset(dir).next()).rejects.toMatchObject({ code: 'dataset/format' });
  });

  it.each([
    ['s2-csv', 'wind_turbine', 'holds machine, not wind_turbine', 'ndjson, csv, parquet.'],
    ['health-json', 'machine', 'holds audio', 's2-csv'],
  ] as const)('%s refuses %s: it %s, and names what fits', (format, family, message, hint) => {
    const wanted = { code: 'dataset/format', message: has(message), hint: has(hint) };
    expect(() => check(format, { family })).toThrow(expect.objectContaining(wanted));
  });

  it('refuses summaries and partitions that it does not have', () => {
    expect(() => check('health-json', { record: 'summary' })).toThrow('holds no summaries');
    expect(() => check('health-json', { partition: 'year' })).toThrow('is not split by year');
    expect(() => check('health-json')).not.toThrow();
  });
});
