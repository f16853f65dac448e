import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../../src/cli/program.ts';
import { exitCodeOf } from '../../src/cli/exit-codes.ts';
import { renderError } from '../../src/cli/render-error.ts';
import type { RunEvent, RunSummary } from '../../src/telemetry/run-event.ts';
import { fakeIo, type FakeIo } from '../cli/fake-io.ts';

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
}

export interface Finished {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly events: readonly RunEvent[];
  /** Of a `--json` run that came to its end. */
  readonly summary: RunSummary;
}

export async function openWorkplace(): Promise<Workplace> {
  const dir = await mkdtemp(join(tmpdir(), 'pm-sim-e2e-'));
  const start = (line: string): Running => {
    const io = fakeIo({ cwd: dir });
    let boots = 0;
    const wall = { ...io, now: () => Date.now() + (boots += 1) };
    const finished = execute(line.split(' '), wall);
    return { io, finished, events: () => eventsOf(io.stdout.text()) };
  };
  return {
    dir,
    start,
    run: (line) => start(line).finished,
    [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }),
  };
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
  const summary = events.at(-1) as RunSummary;
  return { exitCode, stdout, stderr: io.stderr.text(), events, summary };
}

function eventsOf(ndjson: string): RunEvent[] {
  return ndjson
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as RunEvent);
}
