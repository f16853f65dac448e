// Start of the command line beside a bare `node -e 0`, interleaved, medians.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median, report, runNode } from './measure.ts';

const ROUNDS = 15;
const main = join(import.meta.dirname, '..', 'dist', 'cli', 'main.js');
const folder = mkdtempSync(join(tmpdir(), 'pm-sim-bench-'));

/** Wall time until the process has ended, ms. */
async function wallOf(args: readonly string[]): Promise<number> {
  return (await runNode(args, folder)).wallMs;
}

/** Wall time until the twin's rule has put the first message of a device into the stream, and that is told, ms. */
async function firstTelemetry(): Promise<number> {
  const began = performance.now();
  const child = spawn(
    process.execPath,
    [main, 'run', '--profile', 'wind-farm', '--json', '--fresh'],
    {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  let text = '';
  for await (const chunk of child.stdout) {
    text += String(chunk);
    if (/"type":"progress".*"routed":[1-9]/.test(text)) break;
  }
  const elapsed = performance.now() - began;
  child.kill('SIGKILL');
  await new Promise((done) => child.on('close', done));
  return elapsed;
}

try {
  const bare: number[] = [];
  const help: number[] = [];
  for (let i = 0; i < ROUNDS; i += 1) {
    bare.push(await wallOf(['-e', '0']));
    help.push(await wallOf([main, '--help']));
  }
  const limit = 1.5 * median(bare);
  report(
    'help-cold-start',
    { value: median(help), limit: Math.round(limit), unit: 'ms' },
    { bare: median(bare) },
  );
  const first: number[] = [];
  for (let i = 0; i < 5; i += 1) first.push(await firstTelemetry());
  report('first-telemetry', { value: median(first), limit: 2_000, unit: 'ms' }, { first });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
