import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DatasetSettings } from '../../../src/simulator/generate/data-card.ts';
import { generateDataset } from '../../../src/simulator/generate/generate-dataset.ts';
import { createFleet } from '../../../src/simulator/fleet.ts';
import { readDataset } from '../../../src/simulator/replay/dataset-reader.ts';
import type { Reading } from '../../../src/telemetry/reading.ts';
import { windFarm } from '../wind-farm.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pm-sim-dataset-'));
});
afterEach(() => rm(dir, { recursive: true }));

const START = Date.UTC(2026, 2, 2, 22);
const HOURS = 4;

async function settingsOf(more: Partial<DatasetSettings>): Promise<DatasetSettings> {
  return {
    profile: await windFarm('count=3', 'interval=10m'),
    seed: '7',
    start: START,
    end: START + HOURS * 3_600_000,
    faults: [],
    limits: [],
    campaign: undefined,
    scenario: undefined,
    cadence: { intervalMs: 600_000, record: 'instant' },
    format: 'ndjson',
    gzip: false,
    partition: 'none',
    version: '0',
    ...more,
  };
}

async function write(more: Partial<DatasetSettings> = {}): Promise<DatasetSettings> {
  const settings = await settingsOf(more);
  const { signal } = new AbortController();
  await generateDataset({ settings, dir, resume: false, signal, onProgress: () => undefined });
  return settings;
}

async function read(): Promise<readonly Reading[]> {
  const readings: Reading[] = [];
  for await (const reading of readDataset(dir)) readings.push(reading);
  return readings;
}

describe('reading a data set', () => {
  it.each([
    { format: 'ndjson', gzip: false, partition: 'none' },
    { format: 'ndjson', gzip: true, partition: 'hour' },
    { format: 'csv', gzip: false, partition: 'day' },
    { format: 'csv', gzip: true, partition: 'none' },
    { format: 'parquet', gzip: false, partition: 'none' },
    { format: 'parquet', gzip: true, partition: 'hour' },
  ] as const)('gives back what the fleet delivered, in that order: %j', async (how) => {
    const { profile, seed, start, end } = await write(how);
    const fleet = createFleet({ profile, seed, start, faults: [] });
    expect(await read()).toEqual([...fleet.advance(end - 1)]);
  });

  it('takes no more of the files than was asked for', async () => {
    await write({ partition: 'hour' });
    const last = join(dir, 'telemetry/year=2026/month=03/day=03/hour=01/part-0.ndjson');
    await writeFile(last, 'no reading\n');
    for await (const reading of readDataset(dir)) {
      expect(reading.device).toMatch(/^wt-/u);
      break;
    }
  });

  it('names the line that is no reading', async () => {
    await write();
    const file = join(dir, 'telemetry', 'part-0.ndjson');
    const lines = (await readFile(file, 'utf8')).split('\n');
    await writeFile(file, lines.with(2, '{"device_id":"wt-001"}').join('\n'));
    await expect(read()).rejects.toMatchObject({
      code: 'dataset/damaged',
      message: expect.stringContaining('part-0.ndjson:3 is no reading: Field site_id') as string,
    });
  });

  it('refuses a data set of which a line, a file or the end of one is missing', async () => {
    await write({ partition: 'hour', gzip: true });
    const hour = join(dir, 'telemetry/year=2026/month=03/day=02/hour=23/part-0.ndjson.gz');
    await truncate(hour, 100);
    await expect(read()).rejects.toMatchObject({ code: 'dataset/damaged' });
    await rm(hour);
    await expect(read()).rejects.toThrow('has 3 files, its card says 4');
  });

  it('refuses a folder that is no data set', async () => {
    await expect(read()).rejects.toMatchObject({ code: 'dataset/missing' });
  });
});
