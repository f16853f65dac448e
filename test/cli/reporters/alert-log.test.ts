import { mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { alertLogPath, createAlertLog } from '../../../src/cli/reporters/alert-log.ts';
import { ALERT, EVENTS, START, started } from './fixtures.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pm-sim-alert-log-'));
});
afterEach(() => rm(dir, { recursive: true }));

function logIn(stateDir: string, failures: string[] = [], fresh = false) {
  return createAlertLog({
    stateDir,
    fresh,
    now: () => 7,
    onFailure: (text) => failures.push(text),
  });
}

describe('the alert log', () => {
  it('tells when an alert opened, was acknowledged and ended', async () => {
    const log = logIn(join(dir, 'state'));
    EVENTS.forEach((event) => log.onEvent(event));
    const lines = (await readFile(alertLogPath(join(dir, 'state')), 'utf8')).trimEnd().split('\n');
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
      { type: 'opened', at: 7, alert: ALERT },
      { type: 'acknowledged', at: 7, id: ALERT.id, ts: START + 46 * 60_000 },
      { type: 'closed', at: 7, id: ALERT.id, ts: START + 60 * 60_000 },
    ]);
  });

  it('tells when somebody has closed an alert', async () => {
    logIn(dir).onEvent({ type: 'alert-settled', id: ALERT.id, ts: 3 });
    const line: unknown = JSON.parse(await readFile(alertLogPath(dir), 'utf8'));
    expect(line).toEqual({ type: 'settled', at: 7, id: ALERT.id, ts: 3 });
  });

  it('goes on from an earlier run', async () => {
    for (let run = 0; run < 2; run += 1) logIn(dir).onEvent({ type: 'alert', alert: ALERT });
    expect((await readFile(alertLogPath(dir), 'utf8')).match(/"type":"opened"/g)).toHaveLength(2);
  });

  it('forgets earlier runs when asked to, but not before the run has the folder for itself', async () => {
    logIn(dir).onEvent({ type: 'alert', alert: ALERT });
    const log = logIn(dir, [], true);
    expect(await readFile(alertLogPath(dir), 'utf8')).not.toBe('');
    log.onEvent(started());
    log.onEvent({ type: 'alert', alert: { ...ALERT, id: 'new' } });
    expect((await readFile(alertLogPath(dir), 'utf8')).trimEnd().split('\n')).toHaveLength(1);
  });

  it('puts a log of more than 16 MiB aside, once the run has the folder for itself', async () => {
    await writeFile(alertLogPath(dir), '');
    await truncate(alertLogPath(dir), 17 * 1_024 * 1_024);
    const log = logIn(dir);
    expect((await stat(alertLogPath(dir))).size).toBe(17 * 1_024 * 1_024);
    log.onEvent(started());
    log.onEvent({ type: 'alert', alert: ALERT });
    expect((await stat(alertLogPath(dir))).size).toBeLessThan(2_000);
    expect((await stat(join(dir, 'alerts.1.ndjson'))).size).toBe(17 * 1_024 * 1_024);
  });

  it('says once that it cannot write, and lets the run go on', async () => {
    await writeFile(join(dir, 'file'), '');
    const failures: string[] = [];
    const log = logIn(join(dir, 'file'), failures);
    EVENTS.forEach((event) => log.onEvent(event));
    expect(failures).toHaveLength(1);
    expect(failures[0]).toContain('cannot be written');
  });
});
