import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AlertDesk } from '../../../src/cli/compose/alert-desk.ts';
import { openRunControl } from '../../../src/cli/compose/run-control.ts';
import { callRun } from '../../../src/cli/control/call-run.ts';
import { exitCodeOf } from '../../../src/cli/exit-codes.ts';
import type { RunEvent } from '../../../src/telemetry/run-event.ts';
import { ALERT } from '../reporters/fixtures.ts';

let dir: string;
let events: RunEvent[];
let control: AsyncDisposable | undefined;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pm-sim-run-control-'));
  events = [];
});

afterEach(async () => {
  await control?.[Symbol.asyncDispose]();
  await rm(dir, { recursive: true });
});

const alerts: AlertDesk = {
  list: () => Promise.resolve([ALERT]),
  acknowledge: () => Promise.resolve({ ...ALERT, state: 'acknowledged' }),
  close: () => Promise.resolve({ ...ALERT, state: 'closed' }),
};

const tell = (event: RunEvent): void => void events.push(event);

function open(stateDir = dir) {
  return openRunControl(stateDir, { profile: 'wind-farm', alerts, tell, now: () => 5 });
}

describe('a replay', () => {
  it('has alerts to work off', async () => {
    control = await open();
    expect(await callRun(dir, { method: 'alerts' })).toEqual([ALERT]);
    expect(await callRun(dir, { method: 'acknowledge', id: ALERT.id })).toMatchObject({
      state: 'acknowledged',
    });
    expect(events).toEqual([{ type: 'alert-acknowledged', id: ALERT.id, ts: 5 }]);
    expect(await callRun(dir, { method: 'close', id: ALERT.id })).toMatchObject({
      state: 'closed',
    });
    expect(events.at(-1)).toEqual({ type: 'alert-settled', id: ALERT.id, ts: 5 });
  });

  it('has nothing that a fault could be injected into, exit code 2', async () => {
    control = await open();
    const error: unknown = await callRun(dir, { method: 'modes' }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ code: 'control/no-simulation' });
    expect(exitCodeOf(error)).toBe(2);
  });
});

describe('a run that cannot open its socket', () => {
  it('goes on, and says so', async () => {
    control = await open(join(dir, 'nowhere'));
    expect(events).toEqual([
      { type: 'warning', text: expect.stringContaining('Other terminals cannot reach this run') },
    ]);
  });
});
