import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAlertCommand } from '../../../src/cli/commands/alert-command.ts';
import { ALERT } from '../reporters/fixtures.ts';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'pm-sim-exec-'));
});
afterEach(() => rm(cwd, { recursive: true }));

function bench(command: string) {
  const controller = new AbortController();
  const output: string[] = [];
  const failures: string[] = [];
  const runner = createAlertCommand({
    command,
    env: { PATH: process.env['PATH'] },
    cwd,
    signal: controller.signal,
    onOutput: (text) => output.push(text),
    onFailure: (text) => failures.push(text),
  });
  return { runner, failures, text: () => output.join(''), abort: () => controller.abort() };
}

describe('the command of an alert', () => {
  it('finds the fields in its environment, and the alert as JSON on its stdin', async () => {
    const { runner, text, failures } = bench(
      'echo "$ALERT_DEVICE|$ALERT_SEVERITY|$ALERT_METRIC|$ALERT_VALUE|$ALERT_OPENED_AT"; cat',
    );
    runner.run(ALERT);
    await runner.settled();
    const [line, json = ''] = text().split('\n');
    expect(line).toBe('wt-001|high|gear_brg_hss_c|81.26|2026-03-02T08:45:00.000Z');
    expect(JSON.parse(json)).toEqual(ALERT);
    expect(failures).toEqual([]);
  });

  it('is never made of what an alert says', async () => {
    const { runner, text } = bench('printf "%s" "$ALERT_REASON" "$ALERT_DEVICE"');
    const hostile = '$(touch pwned)`touch pwned`; touch pwned #"\'';
    runner.run({ ...ALERT, reason: hostile, device: 'a\u0000b\u001b[2J' });
    await runner.settled();
    expect(text()).toBe(`${hostile}a b [2J`);
    expect(await readdir(cwd)).toEqual([]);
  });

  it('runs for at most four alerts at once, and for all of them in the end', async () => {
    const { runner, failures } = bench('echo + >> log; cat > /dev/null; echo - >> log');
    for (let i = 0; i < 12; i += 1) runner.run({ ...ALERT, id: String(i) });
    await runner.settled();
    const steps = (await readFile(join(cwd, 'log'), 'utf8')).trim().split('\n');
    let running = 0;
    const counts = steps.map((step) => (running += step === '+' ? 1 : -1));
    expect(steps).toHaveLength(24);
    expect(Math.max(...counts)).toBeLessThanOrEqual(4);
    expect(failures).toEqual([]);
  });

  it('tells how it failed, and goes on', async () => {
    const { runner, failures } = bench('[ "$ALERT_ID" = good ] || exit 3');
    runner.run(ALERT);
    runner.run({ ...ALERT, id: 'good' });
    await runner.settled();
    expect(failures).toEqual([`--exec for ${ALERT.id}: it ended with exit code 3`]);
  });

  it('leaves out what it cannot keep up with, and says so', async () => {
    const { runner, failures, abort } = bench('sleep 600');
    for (let i = 0; i < 1_006; i += 1) runner.run({ ...ALERT, id: String(i) });
    expect(failures).toHaveLength(2);
    expect(failures[0]).toContain('left out for 1004');
    abort();
    await runner.settled();
  });

  it('ends with everything that it has started', async () => {
    const { runner, failures, abort } = bench('sleep 600 & sleep 600; wait');
    runner.run(ALERT);
    abort();
    await runner.settled();
    expect(failures).toEqual([]);
  });
});
