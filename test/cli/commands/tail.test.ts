import { appendFile, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAlertFeed } from '../../../src/cli/commands/alert-feed.ts';
import { runProgram } from '../../../src/cli/program.ts';
import { alertLogPath, type AlertLogEntry } from '../../../src/cli/reporters/alert-log.ts';
import type { Severity } from '../../../src/telemetry/alert.ts';
import { fakeIo } from '../fake-io.ts';
import { ALERT, START } from '../reporters/fixtures.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pm-sim-tail-'));
  await writeFile(join(dir, 'package.json'), '{}');
});
afterEach(() => rm(dir, { recursive: true }));

const NOW = fakeIo().now();
const MINUTE = 60_000;

function opened(device: string, severity: Severity, at: number): AlertLogEntry {
  return { type: 'opened', at, alert: { ...ALERT, id: `${device}#1`, device, severity } };
}

const HISTORY: readonly AlertLogEntry[] = [
  opened('wt-001', 'low', NOW - 90 * MINUTE),
  opened('wt-002', 'critical', NOW - 10 * MINUTE),
  { type: 'acknowledged', at: NOW - 9 * MINUTE, id: 'wt-002#1', ts: START },
  { type: 'closed', at: NOW - 5 * MINUTE, id: 'wt-001#1', ts: START },
  opened('wt-003', 'high', NOW - MINUTE),
];

async function write(entries: readonly AlertLogEntry[]): Promise<void> {
  await appendFile(
    alertLogPath(dir),
    entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''),
  );
}

async function tail(...argv: string[]) {
  const io = fakeIo({ cwd: dir });
  const exitCode = await runProgram(['tail', '--state', dir, ...argv], io);
  return { exitCode, stdout: io.stdout.text(), stderr: io.stderr.text() };
}

describe('tail of a file', () => {
  it('shows the alerts of any NDJSON that has some, and says when there is no such file', async () => {
    const path = join(dir, 'kept.ndjson');
    const lines = [{ type: 'alert', alert: ALERT }, { note: 'else' }, { ...ALERT, id: 'other#1' }];
    await writeFile(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const { stdout } = await tail(path, '--no-follow', '--json');
    const shown = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(shown).toMatchObject([
      { type: 'opened', at: ALERT.openedAt, alert: ALERT },
      { type: 'opened', alert: { id: 'other#1' } },
    ]);
    await expect(tail('nowhere.ndjson')).rejects.toMatchObject({ code: 'alerts/unreadable' });
  });
});

describe('tail', () => {
  it('shows what happened, with its age, why, and how it ended', async () => {
    await write(HISTORY);
    const { exitCode, stdout } = await tail('--no-follow');
    expect(exitCode).toBe(0);
    await expect(stdout).toMatchFileSnapshot('golden/tail.txt');
  });

  it.each([
    [
      ['--device', 'wt-001'],
      ['wt-001', 'wt-001'],
    ],
    [
      ['--device', 'wt-001', '--device', 'wt-003'],
      ['wt-001', 'wt-001', 'wt-003'],
    ],
    [
      ['--severity', 'high'],
      ['wt-002', 'wt-002', 'wt-003'],
    ],
    [
      ['--since', '1h'],
      ['wt-002', 'wt-002', 'wt-003'],
    ],
    [['--since', '2026-01-01T11:55'], ['wt-003']],
    [
      ['--count', '2'],
      ['wt-001', 'wt-002'],
    ],
  ])('filters by %j', async (argv, devices) => {
    await write(HISTORY);
    const { stdout } = await tail('--no-follow', ...argv);
    expect(stdout.match(/wt-\d{3}(?= {2})/g)).toEqual(devices);
  });

  it('gives the entries themselves as NDJSON', async () => {
    await write(HISTORY);
    const { stdout } = await tail('--no-follow', '--json');
    const lines = stdout.trimEnd().split('\n');
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual(HISTORY);
  });

  it('says that there are none', async () => {
    const { exitCode, stdout, stderr } = await tail('--no-follow');
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
    expect(stderr).toContain('No alerts in');
  });

  it('refuses a state folder that is missing, where there is nothing to wait for', async () => {
    const missing = join(dir, 'elsewhere');
    await expect(tail('--no-follow', '--state', missing)).rejects.toMatchObject({
      code: 'state/missing',
      message: `There is no state folder ${missing}.`,
    });
  });

  it('says that it waits for a state folder to come', async () => {
    const io = fakeIo({ cwd: dir });
    const running = runProgram(['tail', '--state', join(dir, 'later')], io);
    io.interrupt();
    expect(await running).toBe(130);
    expect(io.stderr.text()).toContain('later does not exist yet; waiting for a run on it.');
  });

  it.each(['package.json', join('package.json', 'child')])(
    'refuses %s as a state folder',
    async (name) => {
      await expect(tail('--state', join(dir, name))).rejects.toMatchObject({
        code: 'state/unreadable',
      });
    },
  );

  it('refuses a severity that is none', async () => {
    await expect(tail('--severity', 'huge')).rejects.toThrow(
      '--severity: expected one of low, medium, high, critical, got "huge".',
    );
  });

  it('tells what was closed after it was over', async () => {
    await write([...HISTORY, { type: 'settled', at: NOW - MINUTE, id: 'wt-001#1', ts: START }]);
    const { stdout } = await tail('--no-follow', '--device', 'wt-001');
    expect(stdout.match(/over|closed/g)).toEqual(['over', 'closed']);
  });

  it('runs a command for each alert that comes, never for what was there before', async () => {
    await write([...HISTORY, opened('wt-004', 'high', NOW)]);
    const { stderr } = await tail('--no-follow', '--exec', 'echo "$ALERT_DEVICE"');
    expect(stderr).toBe('wt-004\n');
  });

  it('runs it for earlier ones where they were asked for, and rings for each', async () => {
    await write(HISTORY);
    const { stderr } = await tail(
      '--no-follow',
      '--since',
      '30m',
      '--bell',
      '--exec',
      'echo "$ALERT_ID"',
    );
    expect(stderr.replaceAll('\u0007', '').trim().split('\n').toSorted()).toEqual([
      'wt-002#1',
      'wt-003#1',
    ]);
    expect(stderr.split('\u0007')).toHaveLength(3);
  });

  it('keeps stdout for alerts: what a command writes goes to stderr', async () => {
    await write([opened('wt-004', 'high', NOW)]);
    const { stdout, stderr } = await tail('--no-follow', '--json', '--exec', 'echo done');
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).toBe('done\n');
  });

  it('ends with 130 on Ctrl+C', async () => {
    await write(HISTORY);
    const io = fakeIo({ cwd: dir });
    const running = runProgram(['tail', '--state', dir], io);
    io.interrupt();
    expect(await running).toBe(130);
  });

  it('fails with timeout/alerts, which is exit code 27, when too few come in time', async () => {
    await write(HISTORY);
    let now = NOW;
    const io = { ...fakeIo({ cwd: dir }), now: () => (now += MINUTE) };
    const argv = ['tail', '--state', dir, '--count', '9', '--timeout', '1s'];
    await expect(runProgram(argv, io)).rejects.toMatchObject({ code: 'timeout/alerts' });
  });
});

describe('the alert feed', () => {
  it('waits for a log, follows it, and starts again when it was begun anew', async () => {
    const path = alertLogPath(dir);
    const steps = [
      () => write(HISTORY.slice(0, 1)),
      () => appendFile(path, '{"cut in two'),
      () => appendFile(path, '\n'),
      () => write(HISTORY.slice(1, 2)),
      () => truncate(path, 0),
      () => write(HISTORY.slice(2, 3)),
    ];
    const idle = async (): Promise<boolean> => {
      const step = steps.shift();
      await step?.();
      return step !== undefined;
    };
    const seen: AlertLogEntry[] = [];
    for await (const entry of readAlertFeed({ path, follow: true, idle })) seen.push(entry);
    expect(seen).toEqual(HISTORY.slice(0, 3));
  });

  it('reads a log that is longer than one chunk, with letters of several bytes', async () => {
    const entries = Array.from({ length: 400 }, (_, i) => opened(`wt-${i}`, 'high', i));
    await write(entries);
    const seen: AlertLogEntry[] = [];
    const feed = readAlertFeed({
      path: alertLogPath(dir),
      follow: false,
      idle: () => Promise.resolve(false),
    });
    for await (const entry of feed) seen.push(entry);
    expect(seen).toEqual(entries);
  });
});
