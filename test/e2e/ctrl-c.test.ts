import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunEvent, RunSummary } from '../../src/telemetry/run-event.ts';
import { openWorkplace, type Workplace } from './cli-run.ts';

const MAIN = resolve(import.meta.dirname, '../../src/cli/main.ts');
const FARM = 'run --profile wind-farm -c 2 --seed 1 --speed 20 --set edge.filters=[] --json';

let place: Workplace;

beforeEach(async () => {
  place = await openWorkplace();
});

afterEach(() => place[Symbol.asyncDispose]());

/** The program as a process of its own, in an empty folder. */
function launch(line: string): ChildProcess {
  const argv = ['--import', import.meta.resolve('tsx'), MAIN, ...line.split(' ')];
  return spawn(process.execPath, argv, { cwd: place.dir, stdio: ['ignore', 'pipe', 'pipe'] });
}

interface Ended {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly events: readonly RunEvent[];
  readonly stderr: string;
}

/** Follows the process to its end; `react` is told of every event. */
async function follow(child: ChildProcess, react: (event: RunEvent) => void): Promise<Ended> {
  const closed = once(child, 'close');
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const events: RunEvent[] = [];
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    const event = JSON.parse(line) as RunEvent;
    events.push(event);
    react(event);
  }
  const [exitCode, signal] = (await closed) as [number | null, NodeJS.Signals | null];
  return { exitCode, signal, events, stderr };
}

/** All that was published, and nothing else, has come out. */
function delivered({ published }: RunSummary): Partial<RunSummary> {
  const through = { acknowledged: published, routed: published, scored: published };
  return { interrupted: true, lost: 0, duplicated: 0, reordered: 0, ...through };
}

/** Files that only exist while something runs or is half written. */
async function leftovers(): Promise<string[]> {
  const names = await readdir(join(place.dir, '.pm-sim'), { recursive: true });
  return names.filter((name) => /\.(?:lock|next|new|tmp)$/.test(name));
}

describe.skipIf(process.platform === 'win32')('a run as a process of its own', () => {
  it('drains on SIGINT, sums up last, and leaves nothing behind', async () => {
    const child = launch(FARM);
    // Once: a second one would not wait for the end.
    const { exitCode, events, stderr } = await follow(child, ({ type }) => {
      if (type === 'progress' && !child.killed) child.kill('SIGINT');
    });
    expect({ exitCode, stderr }).toEqual({ exitCode: 130, stderr: '' });
    const summary = events.at(-1) as RunSummary;
    expect(summary).toMatchObject({ type: 'summary', ...delivered(summary) });
    expect(summary.published).toBeGreaterThan(0);
    expect(await leftovers()).toEqual([]);
  });

  it('takes a closed pipe for Ctrl+C', async () => {
    const child = launch(FARM);
    child.stdout?.once('data', () => child.stdout?.destroy());
    expect(await once(child, 'exit')).toEqual([130, null]);
    expect(await leftovers()).toEqual([]);
  });
});

describe('Ctrl+C', () => {
  it.each(['started', 'connection', 'progress'] as const)(
    'drains a run that has just told of %s',
    async (type) => {
      const running = place.start(FARM);
      await running.event(type);
      running.io.interrupt();
      const { exitCode, summary } = await running.finished;
      expect(exitCode).toBe(130);
      expect(summary).toMatchObject({ type: 'summary', ...delivered(summary) });
      expect(await leftovers()).toEqual([]);
    },
  );

  it('ends a run that has not begun', async () => {
    const running = place.start(FARM);
    running.io.interrupt();
    const { exitCode, summary } = await running.finished;
    expect(exitCode).toBe(130);
    expect(summary).toMatchObject({ generated: 0, ...delivered(summary) });
    expect(await leftovers()).toEqual([]);
  });
});
