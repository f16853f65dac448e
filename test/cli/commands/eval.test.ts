import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../../src/cli/exit-codes.ts';
import { runProgram } from '../../../src/cli/program.ts';
import { fakeIo } from '../fake-io.ts';

const START = Date.UTC(2026, 0, 1);
const HOUR = 3_600_000;

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pm-sim-eval-'));
  mkdirSync(join(dir, 'out'));
});
afterEach(() => rmSync(dir, { recursive: true }));

function put(name: string, ...records: readonly unknown[]): void {
  const lines = records.map((record) =>
    typeof record === 'string' ? record : JSON.stringify(record),
  );
  writeFileSync(join(dir, 'out', name), `${lines.join('\n')}\n`);
}

function putRun(devices: readonly string[] = ['wt-001', 'wt-002']): void {
  const started = { profile: 'wind-farm', devices, start: START };
  put('report.json', { started, summary: { simulatedMs: 24 * HOUR } });
  put('truth.ndjson', {
    event: 'wear@wt-001#1',
    device: devices[0],
    mode: '<script>alert(1)</script>',
    kind: 'fault',
    severity: 1,
    onset: START + 2 * HOUR,
    functionalFailure: START + 4 * HOUR,
    channels: ['vib'],
  });
  const opened = { id: 'x', device: devices[0], openedAt: START + 3 * HOUR };
  put(
    'alerts.ndjson',
    { type: 'alert', alert: { ...opened, metric: 'vib', source: 'cloud' } },
    { type: 'alert-closed', id: 'x', device: devices[0], ts: START + 4 * HOUR },
  );
}

async function pmSimEval(...argv: string[]) {
  const io = fakeIo({ cwd: dir });
  let exitCode: number;
  let error: unknown;
  try {
    exitCode = await runProgram(['eval', 'out', ...argv], io);
  } catch (thrown) {
    error = thrown;
    exitCode = exitCodeOf(thrown);
  }
  return { exitCode, error, stdout: io.stdout.text(), stderr: io.stderr.text() };
}

describe('pm-sim eval', () => {
  it('accepts a truth that tells when a fault was detectable and when it passed a limit', async () => {
    putRun();
    const [line = ''] = readFileSync(join(dir, 'out', 'truth.ndjson'), 'utf8').split('\n');
    const event = JSON.parse(line) as Record<string, unknown>;
    put('truth.ndjson', { ...event, detectable: START + 2.1 * HOUR, alarmLimit: START + 3 * HOUR });
    expect((await pmSimEval('--json')).exitCode).toBe(0);
    put('truth.ndjson', { ...event, detectable: 'soon' });
    expect((await pmSimEval('--json')).error).toMatchObject({ code: 'eval/malformed-line' });
  });

  it('judges the folder of a run', async () => {
    putRun();
    const { exitCode, stdout } = await pmSimEval('--json', '--lead', '30m');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      devices: 2,
      leadMs: HOUR / 2,
      failures: [],
      edge: { detection: { recall: 0 } },
      cloud: {
        detection: {
          recall: 1,
          actionableRecall: 1,
          delayMs: { median: HOUR },
          attributionTop1: 1,
        },
        falseAlarms: { all: { episodes: 0 } },
      },
    });
    expect((await pmSimEval()).stdout).toMatch(/^faults detected +0 of 1 +1 of 1 +1 of 1$/m);
  });

  it("counts the alarms of a run's edge, from raised to cleared", async () => {
    putRun();
    const limit = { type: 'edge-alarm', device: 'wt-001', metric: 'vib', severity: 'high' };
    put(
      'alerts.ndjson',
      { ...limit, state: 'raised', ts: START + 2.5 * HOUR },
      { ...limit, severity: 'critical', state: 'raised', ts: START + 2.6 * HOUR },
      { ...limit, state: 'cleared', ts: START + 3 * HOUR },
      { ...limit, state: 'cleared', ts: START + 3.1 * HOUR },
    );
    const { stdout } = await pmSimEval('--json');
    expect(JSON.parse(stdout)).toMatchObject({
      edge: { detection: { recall: 1, delayMs: { median: HOUR / 2 } }, load: { alarms: 2 } },
      cloud: { detection: { recall: 0 } },
    });
  });

  it('takes the lead time of the family of the profile', async () => {
    putRun();
    expect(JSON.parse((await pmSimEval('--json')).stdout)).toMatchObject({ leadMs: 24 * HOUR });
  });

  it('exits 99 and names each gate that is not met', async () => {
    putRun();
    const met = await pmSimEval('--fail-under', 'cloud.recall=1', '--fail-over', 'far=0');
    expect(met).toMatchObject({ exitCode: 0, stderr: '' });
    const failed = await pmSimEval(
      '--fail-under',
      'edge.recall=0.9',
      '--fail-over',
      'chattering=-1',
    );
    expect(failed.exitCode).toBe(99);
    expect(failed.stderr).toBe(
      'pm-sim: gate edge.recall failed: 0 is under 0.9.\npm-sim: gate chattering failed: 0 is over -1.\n',
    );
  });

  it('does not pass a gate on which nothing can be measured', async () => {
    putRun();
    const { exitCode, stderr } = await pmSimEval('--fail-over', 'edge.delay-p90-ms=1');
    expect(exitCode).toBe(99);
    expect(stderr).toContain('nothing to measure');
  });

  it("reads anybody's CSV of alerts, over a span that is given", async () => {
    putRun();
    rmSync(join(dir, 'out', 'report.json'));
    put('mine.csv', 'device,ts,channel', 'wt-001,2026-01-01T02:30:00Z,vib', `wt-009,${START},`);
    const span = ['--from', '2026-01-01', '--to', '2026-01-02'];
    const alerts = ['--alerts', join(dir, 'out', 'mine.csv')];
    const { stdout } = await pmSimEval('--json', ...span, ...alerts);
    expect(JSON.parse(stdout)).toMatchObject({
      devices: 2,
      leadMs: null,
      cloud: { detection: { recall: 1 }, falseAlarms: { all: { episodes: 1 } } },
    });
  });

  it('writes a page that holds no input as markup and loads nothing', async () => {
    putRun(['<img src=x onerror="a()">', 'wt-002']);
    const file = join(dir, 'page.html');
    expect((await pmSimEval('--html', file)).exitCode).toBe(0);
    const page = readFileSync(file, 'utf8');
    expect(page).not.toMatch(/<script|<img|https?:|<link/);
    expect(page).toContain('&lt;script&gt;');
    expect(page.match(/<rect class="(fault|cloud)" x/g)).toHaveLength(2);
  });

  const mistakes: readonly (readonly [string, () => string[], string, string])[] = [
    ['an unknown gate', () => ['--fail-under', 'recal=1'], 'eval/unknown-gate', 'Did you mean'],
    [
      'a gate without a number',
      () => ['--fail-under', 'recall=high'],
      'eval/invalid-gate',
      'recall=high',
    ],
    ['a missing file', () => ['--alerts', join(dir, 'no.csv')], 'eval/missing-file', 'no.csv'],
    [
      'a malformed line',
      () => (put('alerts.ndjson', { device: 'wt-001', ts: START }, '{oops'), []),
      'eval/malformed-line',
      'alerts.ndjson:2',
    ],
    [
      'a time that is none',
      () => (put('alerts.ndjson', { device: 'wt-001', ts: 'soon' }), []),
      'eval/malformed-line',
      'alerts.ndjson:1',
    ],
    [
      'an unknown device',
      () => (put('alerts.ndjson', { device: 'wt-01', ts: START }), []),
      'eval/unknown-device',
      '"wt-01"',
    ],
    ['no span', () => (rmSync(join(dir, 'out', 'report.json')), []), 'eval/no-span', 'when'],
    [
      'no folder',
      () => (rmSync(join(dir, 'out'), { recursive: true }), []),
      'eval/missing-folder',
      'out',
    ],
  ];

  it.each(mistakes)('refuses %s', async (_what, argvOf, code, text) => {
    putRun();
    const { exitCode, error } = await pmSimEval(...argvOf());
    expect(exitCode).toBe(2);
    expect(error).toMatchObject({ code, hint: expect.any(String) });
    expect(String(error)).toContain(text);
  });
});
