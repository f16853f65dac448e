import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../../src/cli/exit-codes.ts';
import { runProgram } from '../../../src/cli/program.ts';
import { fakeIo } from '../fake-io.ts';

let dir = '';
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'pm-sim-trial-'));
  const { exitCode } = await pmSim(
    'generate',
    '--profile',
    'wind-farm',
    '-c',
    '2',
    '--days',
    '12',
    '--seed',
    '3',
    '--interval',
    '10m',
    '--inject',
    'gearbox-bearing-wear@wt-001+5d,over=6d,severity=1',
    '--out',
    join(dir, 'data'),
    '--quiet',
  );
  if (exitCode !== 0) throw new Error('The data set was not made.');
});
afterAll(() => rmSync(dir, { recursive: true }));

async function pmSim(...argv: string[]) {
  const io = fakeIo({ cwd: dir });
  let exitCode: number;
  let error: unknown;
  try {
    exitCode = await runProgram(argv, io);
  } catch (thrown) {
    error = thrown;
    exitCode = exitCodeOf(thrown);
  }
  return { exitCode, error, stdout: io.stdout.text(), stderr: io.stderr.text() };
}

describe('pm-sim eval --detector', () => {
  it('compares detectors on a data set in one table, and finds a bearing that wears', async () => {
    const { exitCode, stdout } = await pmSim('eval', 'data', '--detector', 'ewma,hotelling');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^ +ewma +hotelling$/m);
    expect(stdout).toMatch(/^faults detected +1 of 1 +1 of 1$/m);
    expect(stdout).toMatch(/^gearbox-bearing-wear( \(trivial\))? +1 of 1 +1 of 1$/m);
  });

  it('answers as JSON, the same each time, and judges gates by detector', async () => {
    const argv = [
      'eval',
      'data',
      '--detector',
      'ewma',
      '--json',
      '--fail-under',
      'ewma.recall=0.9',
    ];
    const [first, second] = [await pmSim(...argv), await pmSim(...argv)];
    expect(first).toEqual(second);
    expect(first.exitCode).toBe(0);
    expect(JSON.parse(first.stdout)).toMatchObject({
      devices: 2,
      detectors: { ewma: { detection: { recall: 1 }, falseAlarms: { healthy: { episodes: 0 } } } },
      failures: [],
    });
  });

  it('asks every detector for a gate that names none', async () => {
    const { exitCode, stderr } = await pmSim(
      'eval',
      'data',
      '--detector',
      'ewma,step',
      '--fail-under',
      'recall=1.01',
    );
    expect(exitCode).toBe(99);
    expect(stderr).toBe(
      'pm-sim: gate ewma.recall failed: 1 is under 1.01.\npm-sim: gate step.recall failed: 1 is under 1.01.\n',
    );
  });

  it('writes a page with a lane for each detector', async () => {
    const file = join(dir, 'page.html');
    await pmSim('eval', 'data', '--detector', 'ewma,step', '--html', file);
    const page = readFileSync(file, 'utf8');
    expect(page).not.toMatch(/<script|<img|https?:|<link/);
    expect(page).toContain('ewma alert');
  });

  it.each([
    ['an unknown detector', ['--detector', 'ewma,rfc'], 'options/invalid', 'rfc'],
    [
      'a gate of a detector that is not tried',
      ['--detector', 'ewma', '--fail-under', 'ewm.recall=1'],
      'eval/unknown-gate',
      'Did you mean "ewma.recall"',
    ],
  ])('refuses %s', async (_what, argv, code, text) => {
    const { exitCode, error } = await pmSim('eval', 'data', ...argv);
    expect(exitCode).toBe(2);
    expect(String(error)).toContain(text);
    expect(error).toMatchObject({ code });
  });

  it('sweeps a policy of the edge: the more is dropped, the more is saved, and it is drawn', async () => {
    const file = join(dir, 'sweep.svg');
    const argv = ['eval', 'data', '--sweep', 'deadband=0,5%,20%', '--out', file];
    const { stdout } = await pmSim(...argv, '--json', '--price-per-million', '1000');
    const { points } = JSON.parse(stdout) as { points: Record<string, number>[] };
    const [none, some, much] = points as [
      Record<string, number>,
      Record<string, number>,
      Record<string, number>,
    ];
    expect(none).toMatchObject({
      setting: '0',
      messagesDropped: 0,
      usdSavedPerMonth: 0,
      nrmse: null,
    });
    expect(some['messagesDropped']).toBeGreaterThan(0);
    expect(much['messagesDropped']).toBeGreaterThan(some['messagesDropped'] ?? 1);
    expect(much['usdSavedPerMonth']).toBeGreaterThan(some['usdSavedPerMonth'] ?? Infinity);
    expect(much['nrmse']).toBeGreaterThan(some['nrmse'] ?? Infinity);
    expect(readFileSync(file, 'utf8')).toMatch(/^<svg [^]*<circle class="recall"/);
  });

  it('refuses a folder that holds no data set', async () => {
    const { error } = await pmSim('eval', '.', '--detector', 'ewma');
    expect(error).toMatchObject({
      code: 'eval/missing-file',
      hint: expect.stringContaining('generate'),
    });
  });
});
