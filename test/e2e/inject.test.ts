import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Alert } from '../../src/telemetry/alert.ts';
import type { TruthEvent } from '../../src/telemetry/truth.ts';
import { openWorkplace, type Running, type Workplace } from './cli-run.ts';

let place: Workplace;
let run: Running;

beforeEach(async () => {
  place = await openWorkplace();
});

afterEach(async () => {
  run.io.interrupt();
  await run.finished;
  await place[Symbol.asyncDispose]();
});

/** Fast enough for an alert within a second or two, and endless. */
const FAST = '--speed 240 --set interval=4s --set scoring.warmUp=6m';

async function start(line: string): Promise<void> {
  run = place.start(`run --profile wind-farm -c 3 --json ${line}`);
  await run.event('progress');
}

describe('pm-sim inject', () => {
  it('injects into a run of another terminal, which tells it and keeps its truth', async () => {
    await start('--seed 1 --out report');
    const sent = await place.run(
      'inject gearbox-bearing-wear --device wt-002 --severity 0.8 --over 30m',
    );
    expect(sent).toMatchObject({ exitCode: 0, stderr: '' });
    expect(sent.stdout).toContain('injected gearbox-bearing-wear into wt-002, severity 0.8: from ');
    const { truth } = await run.event('truth');
    expect(truth).toMatchObject({ device: 'wt-002', severity: 0.8, kind: 'fault' });
    expect(truth.functionalFailure - truth.onset).toBe(30 * 60_000);

    const mended = await place.run('inject --repair --device wt-002');
    expect(mended.stdout).toMatch(/^mended gearbox-bearing-wear in wt-002 at /);
    const repair = await run.event('repair');
    expect(repair.truth).toMatchObject({ event: truth.event, repaired: expect.any(Number) });
    run.io.interrupt();
    await run.finished;
    const kept = await readFile(join(place.dir, 'report', 'truth.ndjson'), 'utf8');
    expect(JSON.parse(kept) as TruthEvent).toMatchObject({ repaired: repair.truth.repaired });
  });

  it('says what the run knows instead, with exit code 2', async () => {
    await start('--seed 1');
    const cases: readonly (readonly [string, string])[] = [
      ['gearbox-bering-wear --device wt-001', 'Did you mean "gearbox-bearing-wear"'],
      ['gearbox-bearing-wear --device wt-01', 'There is no device "wt-01" in this fleet.'],
      ['gearbox-bearing-wear --device wt-001 --channel power_kw', 'channel'],
      ['--repair --device wt-001', 'There is no fault under way in wt-001.'],
      ['oil-cooler-los --repair --device wt-001', 'Did you mean "oil-cooler-loss"'],
      ['--list --device wt-9', 'There is no device "wt-9" in this fleet.'],
    ];
    for (const [line, message] of cases) {
      const { exitCode, stdout, stderr } = await place.run(`inject ${line}`);
      expect([line, exitCode, stdout]).toEqual([line, 2, '']);
      expect(stderr).toContain(message);
    }
  });

  it('lists what can be injected, as a table and as JSON', async () => {
    await start('--seed 1');
    const { stdout } = await place.run('inject --list');
    expect(stdout).toMatch(/^FAULT +KIND +OVER +WHAT +MOVES\n/);
    expect(stdout).toContain('wind-farm: 3 devices, wt-001 to wt-003');
    const { stdout: json } = await place.run('inject --list --device wt-001 --json');
    const { modes } = JSON.parse(json) as { modes: readonly { mode: string }[] };
    expect(modes.map(({ mode }) => mode)).toContain('sensor-stuck');
  });
});

describe('pm-sim alerts', () => {
  it('lists, acknowledges and closes the alerts of a run', async () => {
    const fault = '--inject gearbox-bearing-wear@wt-001+8m,over=4m';
    await start(`--seed 1 ${FAST} ${fault}`);
    const { alert } = await run.event('alert');
    const list = async (): Promise<readonly Alert[]> =>
      JSON.parse((await place.run('alerts ls --json')).stdout) as readonly Alert[];
    expect(await list()).toMatchObject([{ id: alert.id, state: 'open', device: 'wt-001' }]);

    const early = await place.run(`alerts close ${alert.id}`);
    expect(early).toMatchObject({ exitCode: 2, stdout: '' });
    expect(early.stderr).toContain(`Alert ${alert.id} is open, not over.`);
    const seen = await place.run(`alerts ack ${alert.id}`);
    expect(seen).toMatchObject({ exitCode: 0, stdout: `acknowledged ${alert.id}\n` });
    await run.event('alert-acknowledged', ({ id }) => id === alert.id);
    expect((await place.run('alerts ls')).stdout).toContain('acknowledged');

    await place.run('inject --repair --device wt-001');
    await run.event('alert-closed', ({ id }) => id === alert.id);
    const late = await place.run(`alerts ack ${alert.id}`);
    expect([late.exitCode, late.stderr]).toEqual([
      2,
      expect.stringContaining(`Alert ${alert.id} is returned, not open.`),
    ]);
    expect((await place.run(`alerts close ${alert.id}`)).stdout).toBe(`closed ${alert.id}\n`);
    expect((await list()).filter(({ id }) => id === alert.id)).toEqual([]);
    const unknown = await place.run(`alerts ack ${alert.id}9`);
    expect([unknown.exitCode, unknown.stderr]).toEqual([
      2,
      expect.stringContaining(`Did you mean "${alert.id}"?`),
    ]);
  });
});
