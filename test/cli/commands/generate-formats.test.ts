import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runProgram } from '../../../src/cli/program.ts';
import { fakeIo } from '../fake-io.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pm-sim-formats-'));
});
afterEach(() => rm(dir, { recursive: true }));

async function generate(profile: string, format: string) {
  const io = fakeIo({ cwd: dir });
  const argv = `generate --profile ${profile} -c 2 --days 0.002 --seed 7 --json --format ${format} --out a`;
  await runProgram(argv.split(' '), io);
  return JSON.parse(io.stdout.text()) as Record<string, unknown>;
}

describe('generate in the format of a published system', () => {
  it.each([
    ['bose-fleet', 'health-json', 'day', 300_000],
    ['factory', 's2-csv', 'none', 60_000],
    ['oil-field-esp', 's3-rows', 'none', 1_000],
  ])('writes %s as %s by %s, at its own pace', async (profile, format, partition, intervalMs) => {
    expect(await generate(profile, format)).toMatchObject({ format, partition, intervalMs });
  });

  it('refuses a family that the format does not hold, and touches nothing', async () => {
    await expect(generate('wind-farm', 's3-rows')).rejects.toMatchObject({
      code: 'dataset/format',
      kind: 'user',
      hint: 'Formats for wind_turbine: ndjson, csv, parquet.',
    });
    expect(await readdir(dir)).toEqual([]);
  });
});
