import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { CliIo } from '../../../src/cli/io.ts';
import { createReporters } from '../../../src/cli/reporters/create-reporters.ts';
import { startTui } from '../../../src/cli/tui/start-tui.ts';
import { fakeIo, fakeStream } from '../fake-io.ts';
import { EVENTS } from '../reporters/fixtures.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ACTIONS = {
  inject: () => undefined,
  repair: () => undefined,
  acknowledge: () => undefined,
  close: () => undefined,
  pause: () => undefined,
  quit: () => undefined,
};

const SHOWN = { actions: ACTIONS, faultsOf: () => [], limits: [], showTruth: false };

function terminal() {
  const rawModes: boolean[] = [];
  const stdout = Object.assign(new EventEmitter(), fakeStream(), {
    isTTY: true,
    columns: 80,
    rows: 24,
  });
  const stdin = Object.assign(new EventEmitter(), {
    isTTY: true,
    setRawMode: (raw: boolean) => rawModes.push(raw),
    setEncoding: () => undefined,
    read: () => null,
    ref: () => undefined,
    unref: () => undefined,
  });
  const io: CliIo = { ...fakeIo(), stdout, stdin: stdin as unknown as NodeJS.ReadStream };
  return { io, stdout, rawModes };
}

describe('startTui', () => {
  it('draws its first frame before it returns', async () => {
    const { io, stdout } = terminal();
    const tui = startTui({ ...SHOWN, io });
    expect(stdout.text()).toContain('◌ starting');
    expect(stdout.text()).toContain('Fleet');
    await tui.close();
  });

  it('gives the terminal back as it was: screen, cursor, raw mode, listeners', async () => {
    const { io, stdout, rawModes } = terminal();
    const exits = process.listenerCount('exit');
    const tui = startTui({ ...SHOWN, io });
    EVENTS.forEach((event) => tui.onEvent(event));
    await tui.close();
    expect(stdout.text().endsWith('\u001b[?25h\u001b[?1049l')).toBe(true);
    expect(rawModes.at(0)).toBe(true);
    expect(rawModes.at(-1)).toBe(false);
    expect(stdout.listenerCount('resize')).toBe(0);
    expect(process.listenerCount('exit')).toBe(exits);
  });

  it('is what a terminal gets, and leaves the summary below', async () => {
    const { io, stdout } = terminal();
    const stateDir = await mkdtemp(join(tmpdir(), 'pm-sim-tui-'));
    const options = { json: false, quiet: false, tui: true, verbose: false };
    const reporter = await createReporters({ options, stateDir, io, actions: ACTIONS });
    EVENTS.forEach((event) => reporter.onEvent(event));
    await reporter.close();
    await rm(stateDir, { recursive: true });
    expect(stdout.text()).toContain('\u001b[?1049h');
    expect((io.stderr as ReturnType<typeof fakeStream>).text()).toContain('through the rule');
  });
});
