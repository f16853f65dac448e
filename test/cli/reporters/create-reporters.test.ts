import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OutputOptions } from '../../../src/cli/options/run-options.ts';
import { createReporters } from '../../../src/cli/reporters/create-reporters.ts';
import { combineReporters, type Reporter } from '../../../src/cli/reporters/reporter.ts';
import { fakeIo } from '../fake-io.ts';
import { EVENTS } from './fixtures.ts';

const OUTPUT: OutputOptions = { json: false, quiet: false, tui: true, verbose: false };
const ACTIONS = {
  inject: () => undefined,
  repair: () => undefined,
  acknowledge: () => undefined,
  close: () => undefined,
  pause: () => undefined,
  quit: () => undefined,
};

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pm-sim-reporters-'));
});
afterEach(() => rm(dir, { recursive: true }));

async function tell(options: Partial<OutputOptions>) {
  const io = fakeIo();
  const input = {
    options: { ...OUTPUT, ...options },
    stateDir: dir,
    io,
    actions: ACTIONS,
  };
  const reporter = await createReporters(input);
  EVENTS.forEach((event) => reporter.onEvent(event));
  await reporter.close();
  return { stdout: io.stdout.text(), stderr: io.stderr.text() };
}

describe('createReporters', () => {
  it('gives a pipe lines on stderr and nothing on stdout', async () => {
    const { stdout, stderr } = await tell({});
    expect(stdout).toBe('');
    expect(stderr).toContain('ALERT');
  });

  it('gives --json NDJSON on stdout and nothing on stderr', async () => {
    const { stdout, stderr } = await tell({ json: true });
    expect(stderr).toBe('');
    expect(stdout.trimEnd().split('\n')).toHaveLength(EVENTS.length);
  });

  it('gives --quiet the summary only', async () => {
    const { stderr } = await tell({ quiet: true });
    expect(stderr).not.toContain('ALERT');
    expect(stderr).toContain('generated');
  });

  it('always logs alerts in the state folder, and reports where it was told to', async () => {
    await tell({ outDir: join(dir, 'out') });
    expect((await readdir(dir)).toSorted()).toEqual(['alerts.ndjson', 'episodes', 'out']);
    expect((await readdir(join(dir, 'out'))).toSorted()).toEqual([
      'alerts.ndjson',
      'report.json',
      'truth.ndjson',
    ]);
  });
});

describe('combineReporters', () => {
  it('passes readings and scores on to those who want them, and closes all in order', async () => {
    const calls: string[] = [];
    const eager: Reporter = {
      onEvent: () => calls.push('event'),
      onReading: () => calls.push('reading'),
      onScored: () => calls.push('scored'),
      close: () => Promise.resolve(void calls.push('first closed')),
    };
    const plain: Reporter = {
      onEvent: () => undefined,
      close: () => Promise.resolve(void calls.push('second closed')),
    };
    const both = combineReporters([eager, plain]);
    both.onEvent({ type: 'warning', text: 'x' });
    both.onReading?.({ device: 'd', site: 's', type: 't', serial: '1', ts: 0, metrics: {} }, true);
    both.onScored?.({} as never);
    await both.close();
    expect(calls).toEqual(['event', 'reading', 'scored', 'first closed', 'second closed']);
  });
});
