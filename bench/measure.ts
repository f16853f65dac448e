import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = resolve(fileURLToPath(import.meta.url), '..', '..');
const main = join(root, 'dist', 'cli', 'main.js');
const probe = join(root, 'bench', 'cpu-probe.mjs');

export interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly wallMs: number;
  /** User plus system time of the process, ms. */
  readonly cpuMs: number;
  /** Largest resident set, MiB. */
  readonly rssMib: number;
}

/** A command line as one text; no argument of ours holds a blank. */
export function words(line: string): string[] {
  return line.split(' ');
}

/** Runs the built command line in an empty folder of its own and says what it cost. */
export async function runCli(
  args: readonly string[],
  nodeArgs: readonly string[] = [],
): Promise<Finished> {
  const folder = mkdtempSync(join(tmpdir(), 'pm-sim-bench-'));
  try {
    return await runNode([...nodeArgs, main, ...args], folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface RunWatcher {
  /** Hears every line of the output as it comes. */
  readonly onLine: (text: string, pid: number) => void;
}

/** Runs Node with these arguments and reads the cost from a probe inside the process. */
export async function runNode(
  args: readonly string[],
  cwd: string,
  watcher?: RunWatcher,
): Promise<Finished> {
  const costFile = join(cwd, 'cost.json');
  const began = performance.now();
  const child = spawn(process.execPath, ['--import', probe, ...args], {
    cwd,
    env: { ...process.env, PM_SIM_BENCH_COST: costFile },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  if (watcher !== undefined) {
    const lines = createInterface(child.stdout);
    lines.on('line', (text) => watcher.onLine(text, child.pid ?? 0));
  }
  const status = await new Promise<number | null>((done) => child.on('close', done));
  const wallMs = performance.now() - began;
  const cost = JSON.parse(readFileSync(costFile, 'utf8')) as { cpuMs: number; rssMib: number };
  return { status, stdout, stderr, wallMs, ...cost };
}

/** The summary that a `--json` run ends with. */
export function summaryOf(finished: Finished): Record<string, unknown> {
  const last = finished.stdout.trim().split('\n').at(-1);
  if (finished.status !== 0 || last === undefined) {
    throw new Error(`The run ended with ${finished.status}:\n${finished.stderr.slice(-2_000)}`);
  }
  return JSON.parse(last) as Record<string, unknown>;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Prints one figure with its limit and the ratio, and keeps it as JSON under `bench/results`. */
export function report(
  name: string,
  figure: { readonly value: number; readonly limit: number; readonly unit: string },
  details: Readonly<Record<string, unknown>> = {},
): void {
  const ratio = figure.value / figure.limit;
  const verdict = ratio <= 1 ? 'within' : 'OVER';
  console.log(
    `${name}: ${figure.value.toFixed(2)} ${figure.unit}, limit ${figure.limit} ${figure.unit}, ` +
      `ratio ${ratio.toFixed(2)} (${verdict})`,
  );
  for (const [key, value] of Object.entries(details))
    console.log(`  ${key}: ${JSON.stringify(value)}`);
  const folder = join(root, 'bench', 'results');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}.json`);
  writeFileSync(file, `${JSON.stringify({ name, ...figure, ratio, details }, null, 2)}\n`);
}
