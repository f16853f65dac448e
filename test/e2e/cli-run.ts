import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../../src/cli/program.ts';
import { exitCodeOf } from '../../src/cli/exit-codes.ts';
import { renderError } from '../../src/cli/render-error.ts';
import type { PathSummary, RunEvent } from '../../src/telemetry/run-event.ts';
import type { OutputStream } from '../../src/cli/io.ts';
import { fakeIo, fakeStream, type FakeIo } from '../cli/fake-io.ts';

/** A folder of its own for one test's runs. */
export interface Workplace extends AsyncDisposable {
  readonly dir: string;
  /** Starts the program as a shell would, in this process; nothing of the path is replaced. */
  start(line: string): Running;
  /** Runs the program to its end. */
  run(line: string): Promise<Finished>;
}

export interface Running {
  readonly io: FakeIo;
  readonly finished: Promise<Finished>;
  events(): readonly RunEvent[];
  /**
   * The first event of the type that matches, told already or yet to come (`--json` runs only).
   * Rejects when the run ends without one.
   */
  event<T extends RunEvent['type']>(
    type: T,
    matches?: (event: EventOf<T>) => boolean,
  ): Promise<EventOf<T>>;
}

export type EventOf<T extends RunEvent['type']> = Extract<RunEvent, { readonly type: T }>;

export interface Finished {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly events: readonly RunEvent[];
  /** Of a `--json` run with the twin that came to its end. */
  readonly summary: PathSummary;
}

export async function openWorkplace(): Promise<Workplace> {
  const dir = await mkdtemp(join(tmpdir(), 'pm-sim-e2e-'));
  const start = (line: string): Running => {
    const told = createEventLog();
    const io = { ...fakeIo({ cwd: dir }), stdout: told.stdout };
    let boots = 0;
    const wall = { ...io, now: () => Date.now() + (boots += 1) };
    const finished = execute(line.split(' '), wall);
    void finished.then((end) => told.end(end.stderr));
    return { io, finished, events: () => eventsOf(io.stdout.text()), event: told.event };
  };
  return {
    dir,
    start,
    run: (line) => start(line).finished,
    [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }),
  };
}

/** A stream for `--json` lines on which events can be waited for. */
function createEventLog() {
  const stdout = fakeStream({ columns: 100 });
  const watchers = new Set<() => void>();
  let ended: string | undefined;
  const notify = (): void => {
    for (const watcher of watchers) watcher();
  };
  const event: Running['event'] = (type, matches = () => true) =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const all = eventsOf(stdout.text()) as EventOf<typeof type>[];
        const found = all.find((told) => told.type === type && matches(told));
        if (found === undefined && ended === undefined) return;
        watchers.delete(look);
        if (found !== undefined) resolve(found);
        else reject(new Error(`The run ended without such a ${type} event. ${ended}`));
      };
      watchers.add(look);
      look();
    });
  const write: OutputStream['write'] = (text, done) => {
    stdout.write(text, done);
    notify();
    return true;
  };
  const end = (stderr: string): void => {
    ended = stderr;
    notify();
  };
  return { event, stdout: { ...stdout, write }, end };
}

async function execute(argv: readonly string[], io: FakeIo): Promise<Finished> {
  let exitCode: number;
  try {
    exitCode = await runProgram(argv, io);
  } catch (error) {
    io.stderr.write(renderError(error, { verbose: false }));
    exitCode = exitCodeOf(error);
  }
  const stdout = io.stdout.text();
  const events = argv.includes('--json') ? eventsOf(stdout) : [];
  const summary = events.at(-1) as PathSummary;
  return { exitCode, stdout, stderr: io.stderr.text(), events, summary };
}

function eventsOf(ndjson: string): RunEvent[] {
  return ndjson
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as RunEvent);
}
