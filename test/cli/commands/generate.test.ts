import { createHash } from 'node:crypto';
import { appendFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runProgram } from '../../../src/cli/program.ts';
import { fakeIo } from '../fake-io.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pm-sim-generate-'));
  await writeFile(join(dir, 'package.json'), '{}');
});
afterEach(() => rm(dir, { recursive: true }));

async function generate(out: string, ...more: readonly string[]) {
  const io = fakeIo({ cwd: dir });
  const base = 'generate --profile wind-farm -c 3 --days 2 --interval 10m --seed 7';
  const exitCode = await runProgram([...base.split(' '), '--out', out, ...more], io);
  return { exitCode, stdout: io.stdout.text(), stderr: io.stderr.text() };
}

function read(...path: readonly string[]): Promise<string> {
  return readFile(join(dir, ...path), 'utf8');
}

async function card(out: string): Promise<Record<string, unknown>> {
  return JSON.parse(await read(out, 'dataset.json')) as Record<string, unknown>;
}

/** First line of the CSV file of a data set with those values set. */
async function columnsOf(out: string, ...set: readonly string[]): Promise<string | undefined> {
  await generate(out, '--format', 'csv', ...set.flatMap((value) => ['--set', value]));
  return (await read(out, 'telemetry', 'part-0.csv')).split('\n', 1)[0];
}

async function cadence(profile: string, ...more: readonly string[]) {
  const argv = `generate --profile ${profile} -c 1 --days 0.05 --seed 7 --force --out c`;
  await runProgram([...argv.split(' '), ...more], fakeIo({ cwd: dir }));
  const { intervalMs, record, sampleMs } = await card('c');
  return { intervalMs, record, sampleMs };
}

function minutes(n: number, record = 'instant', sampleMs = n * 60_000) {
  return { intervalMs: n * 60_000, record, sampleMs };
}

const FAULT = ['--inject', 'oil-cooler-loss@wt-002+1h,over=2h'];

describe('generate', () => {
  it('writes telemetry, truth, work orders and a card that agrees with them', async () => {
    const { exitCode, stdout } = await generate('a', ...FAULT);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('864 readings of 3 devices in 1 file');
    expect((await readdir(join(dir, 'a'))).toSorted()).toEqual([
      'dataset.json',
      'maintenance.ndjson',
      'telemetry',
      'truth.ndjson',
    ]);
    const telemetry = await read('a', 'telemetry', 'part-0.ndjson');
    expect(telemetry.trimEnd().split('\n')).toHaveLength(864);
    expect(await card('a')).toMatchObject({
      profile: 'wind-farm',
      seed: '7',
      devices: ['wt-001', 'wt-002', 'wt-003'],
      rows: 864,
      bytes: telemetry.length,
      sha256: createHash('sha256').update(telemetry).digest('hex'),
      faults: { 'oil-cooler-loss': 1 },
    });
    expect(JSON.parse(await read('a', 'truth.ndjson'))).toMatchObject({ device: 'wt-002' });
    expect(telemetry).not.toContain('oil-cooler-loss');
  });

  it('completes the truth by a healthy twin and the limits of the edge', async () => {
    await generate('a', '--inject', 'gearbox-bearing-wear@wt-002+12h,over=1d');
    const truth = JSON.parse(await read('a', 'truth.ndjson')) as Record<string, number>;
    const { onset, detectable, alarmLimit } = truth;
    expect(detectable).toBeGreaterThan(onset as number);
    expect(alarmLimit).toBeGreaterThan(detectable as number);
  });

  it('has a column for every metric, whatever a policy sends of it', async () => {
    const all = await columnsOf('all');
    expect(await columnsOf('batch', 'publish.policy=batch', 'publish.batch.shortest=47h')).toBe(
      all,
    );
    expect(await columnsOf('historian', 'publish.policy=historian', 'dirt.lossShare=0.9')).toBe(
      all,
    );
  });

  it('puts readings that came late where they were delivered', async () => {
    const batch = ['--set', 'publish.policy=batch', '--set', 'publish.batch.longest=4h'];
    await generate('a', '--partition', 'day', ...batch);
    const day = 'a/telemetry/year=2026/month=03/day=03/part-0.ndjson';
    const times = (await read(day))
      .trimEnd()
      .split('\n')
      .map((row) => (JSON.parse(row) as { readonly ts: number }).ts);
    const midnight = Date.UTC(2026, 2, 3);
    expect(Math.min(...times)).toBeLessThan(midnight);
    expect(Math.min(...times)).toBeGreaterThan(midnight - 4 * 3_600_000);
    expect(Math.max(...times)).toBeGreaterThan(midnight);
  });

  it('writes the same bytes for the same seed', async () => {
    await generate('a', '--campaign', 'default', '--gzip');
    await generate('b', '--campaign', 'default', '--gzip');
    const files = ['dataset.json', 'truth.ndjson', 'maintenance.ndjson'];
    for (const file of [...files, join('telemetry', 'part-0.ndjson.gz')]) {
      const [a, b] = await Promise.all(['a', 'b'].map((out) => readFile(join(dir, out, file))));
      expect(a).toEqual(b);
    }
  });

  it('leaves every row as it was when there is one device more', async () => {
    await generate('three', '--campaign', 'default');
    await generate('four', '--campaign', 'default', '-c', '4');
    for (const file of ['truth.ndjson', 'maintenance.ndjson', 'telemetry/part-0.ndjson']) {
      const four = (await read('four', file)).split('\n');
      expect(four.filter((line) => !line.includes('wt-004')).join('\n')).toBe(
        await read('three', file),
      );
    }
  });

  it('gives the same text from compressed partitions as from one file', async () => {
    await generate('one');
    await generate('parts', '--partition', 'day', '--gzip');
    const root = join(dir, 'parts', 'telemetry');
    const paths = (await readdir(root, { recursive: true })).filter((path) => path.endsWith('.gz'));
    expect(paths.toSorted()).toEqual(
      ['02', '03', '04'].map((day) => `year=2026/month=03/day=${day}/part-0.ndjson.gz`),
    );
    const parts = await Promise.all(paths.toSorted().map((path) => readFile(join(root, path))));
    const text = parts.map((part) => gunzipSync(part).toString()).join('');
    expect(text).toBe(await read('one', 'telemetry', 'part-0.ndjson'));
    expect((await card('parts'))['sha256']).toBe((await card('one'))['sha256']);
  });

  it('says that the data set is there when it is asked for again', async () => {
    await generate('a');
    expect((await generate('a')).stdout).toContain('already holds this data set, complete');
    expect((await generate('a', '--json')).stdout).toBe(await read('a', 'dataset.json'));
  });

  it('refuses a folder with another data set or with other files, unless forced', async () => {
    await generate('a');
    await expect(generate('a', '--seed', '8')).rejects.toMatchObject({
      code: 'dataset/exists',
      kind: 'user',
      message: expect.stringContaining('other settings (seed)') as string,
    });
    expect((await generate('a', '--seed', '8', '--force')).exitCode).toBe(0);
    expect(await card('a')).toMatchObject({ seed: '8' });
    await expect(generate('.')).rejects.toMatchObject({ code: 'dataset/exists' });
    expect((await generate('.', '--force')).exitCode).toBe(0);
    expect(await read('package.json')).toBe('{}');
  });

  it('refuses a place that is a file or below one', async () => {
    await expect(generate('package.json')).rejects.toMatchObject({ code: 'dataset/exists' });
    await expect(generate('package.json/deep')).rejects.toThrow('is a file or lies below one');
    await expect(generate('package.json/deep', '--force')).rejects.toMatchObject({
      code: 'dataset/unwritable',
    });
  });

  it('refuses a fault of a device that is not there before it touches the folder', async () => {
    const fault = 'oil-cooler-loss@wt-009+1h';
    await expect(generate('a', '--inject', fault)).rejects.toMatchObject({
      code: 'fault/unknown-device',
    });
    expect(await readdir(dir)).toEqual(['package.json']);
  });

  it.each(['factory', 'bose-fleet', 'oil-field', 'oil-field-esp'])(
    'gives devices of %s only faults that they can have, and every metric a column',
    async (profile) => {
      const more = ['--profile', profile, '-c', '20', '--days', '1', '--interval', '10m'];
      const { exitCode } = await generate('a', ...more, '--campaign', 'default', '--format', 'csv');
      expect(exitCode).toBe(0);
      const [header = '', ...rows] = (await read('a', 'telemetry', 'part-0.csv'))
        .trim()
        .split('\n');
      const width = header.split(',').length;
      // A logger that misses seconds is among the faults that a campaign draws.
      expect(rows.length).toBeGreaterThan(2_700);
      expect(rows.length).toBeLessThanOrEqual(2_880);
      expect(rows.every((row) => row.split(',').length === width)).toBe(true);
    },
  );

  it('judges alerts against what it wrote', async () => {
    await generate('a', ...FAULT);
    const alert = { device: 'wt-002', ts: Date.UTC(2026, 2, 2, 10, 50), source: 'cloud' };
    await writeFile(join(dir, 'alerts.ndjson'), `${JSON.stringify(alert)}\n`);
    const io = fakeIo({ cwd: dir });
    const argv = ['eval', join(dir, 'a'), '--alerts', join(dir, 'alerts.ndjson')];
    expect(await runProgram([...argv, '--fail-under', 'recall=1', '--json'], io)).toBe(0);
    expect(await runProgram([...argv, '--fail-under', 'recall=1.01', '--json'], io)).toBe(99);
  });

  it('plays a scenario, its length and its seed, without what it does to connections', async () => {
    const file = join(dir, 'mine.yaml');
    await writeFile(
      file,
      [
        'scenario: mine',
        'description: Mine',
        'profile: wind-farm',
        'duration: 6h',
        'seed: mine',
        'steps:',
        '  - { at: 1h, devices: wt-001, fault: { mode: oil-cooler-loss, over: 2h } }',
        '  - { at: 2h, all: true, outage: { for: 10m } }',
        '  - { at: 4h, devices: wt-001, repair: {} }',
        '',
      ].join('\n'),
    );
    const io = fakeIo({ cwd: dir });
    const argv = `generate --scenario ${file} -c 2 --interval 10m --out a`.split(' ');
    expect(await runProgram(argv, io)).toBe(0);
    expect(io.stderr.text()).toBe(
      'pm-sim: a data set has no connections; skipped of the scenario: outage.\n',
    );
    expect(await card('a')).toMatchObject({
      seed: 'mine',
      rows: 72,
      campaign: 'none',
      scenario: expect.stringMatching(/^mine sha256:[0-9a-f]{64}$/) as string,
    });
    const truth = JSON.parse(await read('a', 'truth.ndjson')) as Record<string, number>;
    expect((truth['repaired'] ?? 0) - (truth['onset'] ?? 0)).toBe(3 * 3_600_000);
    await writeFile(file, (await readFile(file, 'utf8')).replace('4h', '5h'));
    await expect(runProgram(argv, fakeIo({ cwd: dir }))).rejects.toThrow('(scenario)');
  });

  it('leaves nothing behind when it is interrupted', async () => {
    const io = fakeIo({ cwd: dir });
    io.interrupt();
    const argv = 'generate --profile wind-farm --days 1 --interval 1m --seed 7 --out gone/deep';
    expect(await runProgram(argv.split(' '), io)).toBe(130);
    expect(await readdir(dir)).toEqual(['package.json']);
  });

  it('records as the profile says for data sets, unless it is told otherwise', async () => {
    expect(await cadence('wind-farm')).toEqual(minutes(10));
    expect(await cadence('bose-fleet')).toEqual(minutes(5));
    expect(await cadence('bose-fleet', '--interval', '2m')).toEqual(minutes(2));
    expect(await cadence('wind-farm', '--set', 'interval=1m')).toEqual(minutes(1));
    expect(await cadence('wind-farm', '--record', 'summary')).toEqual(
      minutes(10, 'summary', 10_000),
    );
    const fine = ['--set', 'dataset.record=summary', '--sample', '60s'];
    expect(await cadence('wind-farm', ...fine)).toEqual(minutes(10, 'summary', 60_000));
  });

  it.each(['csv', 'parquet'])('gives summaries their columns in %s', async (format) => {
    const summary = ['--record', 'summary', '--sample', '1m', '--days', '0.5'];
    const { stdout } = await generate('a', ...summary, '--format', format);
    expect(stdout).toContain('216 readings of 3 devices');
    const { columns } = (await card('a')) as { columns: readonly { readonly name: string }[] };
    const names = columns.map(({ name }) => name);
    expect(names).toContain('gear_oil_c_max');
    expect(names).not.toContain('gear_oil_c');
    expect(columns.find(({ name }) => name === 'gear_oil_c_max')).toMatchObject({ unit: '°C' });
  });

  it.each([
    [['--sample', '10s'], '--sample has a meaning for --record summary only'],
    [['--record', 'summary', '--sample', '7m'], 'cannot summarise samples every 7m'],
    [['--record', 'summary', '--sample', '10m'], 'cannot summarise samples every 10m'],
  ])('refuses the samples of %j', async (flags, message) => {
    await expect(generate('a', ...flags)).rejects.toThrow(message);
  });

  describe('that was interrupted', () => {
    const argv = 'generate --profile wind-farm -c 2 --days 0.25 --interval 5m --seed 7'.split(' ');

    /** Interrupts on the way: the progress asks for the time once at the beginning and at each file. */
    async function interrupted(...more: readonly string[]) {
      const io = fakeIo({ cwd: dir });
      let asked = 0;
      const now = (): number => {
        asked += 1;
        if (asked === 6) io.interrupt();
        return 0;
      };
      const command = [...argv, '--out', 'a', '--partition', 'hour', ...more];
      expect(await runProgram(command, { ...io, now })).toBe(130);
      expect(io.stderr.text()).toContain('3 finished files are kept');
    }

    async function resumed(...more: readonly string[]) {
      const io = fakeIo({ cwd: dir });
      const exit = await runProgram([...argv, '--out', 'a', '--partition', 'hour', ...more], io);
      return { exit, stderr: io.stderr.text() };
    }

    async function expectWhole(...more: readonly string[]) {
      const io = fakeIo({ cwd: dir });
      await runProgram([...argv, '--out', 'b', '--partition', 'hour', ...more], io);
      const files = (await readdir(join(dir, 'b'), { recursive: true })).toSorted();
      expect((await readdir(join(dir, 'a'), { recursive: true })).toSorted()).toEqual(files);
      for (const file of files.filter((name) => name.includes('.'))) {
        const [a, b] = await Promise.all(['a', 'b'].map((out) => readFile(join(dir, out, file))));
        expect(a).toEqual(b);
      }
    }

    it.each([['--gzip'], ['--format', 'parquet']])(
      'goes on from its finished files and gives the same bytes in the end: %j',
      async (...format) => {
        await interrupted(...format);
        expect((await resumed(...format)).stderr).toContain('going on with what is finished');
        await expectWhole(...format);
      },
    );

    it('never takes a half file for a whole one, nor a half line of its notes', async () => {
      await interrupted();
      const staged = join(dir, 'a', '.partial', 'telemetry');
      const [first = ''] = (await readdir(staged, { recursive: true }))
        .filter((name) => name.endsWith('.ndjson'))
        .toSorted();
      await truncate(join(staged, first), 1_000);
      await appendFile(join(dir, 'a', '.partial', 'finished.ndjson'), '{"path":"ye');
      expect((await resumed()).exit).toBe(0);
      await expectWhole();
    });

    it('goes on only with the same settings', async () => {
      await interrupted();
      await expect(resumed('--set', 'site.name=other')).rejects.toMatchObject({
        code: 'dataset/exists',
        message: expect.stringContaining('beginning of a data set with other settings') as string,
      });
      expect((await resumed('--set', 'site.name=other', '--force')).exit).toBe(0);
      await expectWhole('--set', 'site.name=other');
    });
  });

  it.each([
    [['--format', 'xml'], 'expected one of ndjson, csv, parquet, health-json, s2-csv, s3-rows'],
    [['--days', '0'], 'expected a number of days above 0'],
    [['--partition', 'week'], 'expected one of none, year, month, day, hour'],
  ])('refuses %j and says what it expected', async (flags, expected) => {
    await expect(generate('a', ...flags)).rejects.toMatchObject({
      code: 'options/invalid',
      message: expect.stringContaining(expected) as string,
    });
  });
});
