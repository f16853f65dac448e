/**
 * Whether memory stays flat: the main job for some minutes, its resident set every second and what is
 * alive on its main thread after a garbage collection. The first third of the time fills caches and
 * detectors and does not count.
 *
 *   npm run build && npx tsx bench/soak.ts [--minutes 3] [--devices 20] [--speed 50|max]
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { median, report, words } from './measure.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '3' },
    devices: { type: 'string', default: '20' },
    speed: { type: 'string', default: '50' },
  },
});
const DURATION_MS = Number(values.minutes) * 60_000;
const WARM_UP_MS = DURATION_MS / 3;
/** The resident set breathes with garbage and with the table's compactions by about as much. */
const RSS_FLAT_RATIO = 1.15;
/** More than this in the end is a leak, not noise. */
const LIVE_FLAT_RATIO = 1.1;
/** After the signal: what is under way drains, then the summary comes. */
const STOP_MS = 120_000;

interface Sample {
  readonly atMs: number;
  /** Taken right after a garbage collection. */
  readonly collected: boolean;
  readonly rss: number;
  readonly heapUsed: number;
  readonly external: number;
}

const folder = mkdtempSync(join(tmpdir(), 'pm-sim-soak-'));
try {
  await soak(join(folder, 'memory.ndjson'));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function soak(file: string): Promise<void> {
  const child = start(file);
  const output: string[] = [];
  child.stdout?.on('data', (chunk: Buffer) => output.push(chunk.toString()));
  await pause(WARM_UP_MS);
  child.kill('SIGUSR2');
  await pause(DURATION_MS - WARM_UP_MS);
  child.kill('SIGUSR2');
  await pause(1_000);
  const status = await stop(child);
  const samples = readSamples(file);
  tell(samples, lastLine(output.join('')), status);
}

function start(file: string): ChildProcess {
  const root = join(import.meta.dirname, '..');
  const run = `run --profile wind-farm -c ${values.devices} --seed 1 --speed ${values.speed} --no-tui --quiet --json`;
  const probe = join(import.meta.dirname, 'memory-probe.mjs');
  return spawn(
    process.execPath,
    ['--expose-gc', '--import', probe, join(root, 'dist', 'cli', 'main.js'), ...words(run)],
    {
      cwd: folder,
      env: { ...process.env, PM_SIM_BENCH_MEMORY: file },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
}

async function stop(child: ChildProcess): Promise<number | null> {
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  child.kill('SIGINT');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  const status = await ended;
  clearTimeout(timer);
  return status;
}

function readSamples(file: string): readonly Sample[] {
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Sample);
}

function lastLine(text: string): Record<string, unknown> {
  return JSON.parse(text.trim().split('\n').at(-1) ?? '{}') as Record<string, unknown>;
}

function tell(
  samples: readonly Sample[],
  summary: Record<string, unknown>,
  status: number | null,
): void {
  const [before, after] = samples.filter(({ collected }) => collected);
  if (before === undefined || after === undefined) throw new Error(`The run ended with ${status}.`);
  const steady = samples.filter(({ atMs }) => atMs > before.atMs && atMs <= after.atMs);
  const quarter = Math.ceil(steady.length / 4);
  const begin = median(steady.slice(0, quarter).map(rssMb));
  const end = median(steady.slice(-quarter).map(rssMb));
  const { generated, scored, lost, duplicated, wallMs } = summary;
  report(
    `soak-rss-${values.speed}`,
    { value: end, limit: begin * RSS_FLAT_RATIO, unit: 'MB resident' },
    {
      slopeMbPerMinute: Number((60_000 * slopeOf(steady)).toFixed(2)),
      rssMb: every(steady, 12).map((sample) => Math.round(rssMb(sample))),
      generated,
      scored,
      lost,
      duplicated,
      wallMs,
      status,
    },
  );
  report(
    `soak-live-${values.speed}`,
    { value: liveMb(after), limit: liveMb(before) * LIVE_FLAT_RATIO, unit: 'MB alive' },
    { liveMb: [liveMb(before), liveMb(after)] },
  );
}

function rssMb({ rss }: Sample): number {
  return rss / 1e6;
}

function liveMb({ heapUsed, external }: Sample): number {
  return (heapUsed + external) / 1e6;
}

/** Of the straight line through the resident set by least squares, MB a millisecond. */
function slopeOf(samples: readonly Sample[]): number {
  const meanAt = samples.reduce((sum, { atMs }) => sum + atMs, 0) / samples.length;
  const meanMb = samples.reduce((sum, sample) => sum + rssMb(sample), 0) / samples.length;
  let products = 0;
  let squares = 0;
  for (const sample of samples) {
    products += (sample.atMs - meanAt) * (rssMb(sample) - meanMb);
    squares += (sample.atMs - meanAt) ** 2;
  }
  return products / squares;
}

/** About `count` of them, evenly. */
function every(samples: readonly Sample[], count: number): readonly Sample[] {
  const step = Math.max(1, Math.floor(samples.length / count));
  return samples.filter((_, at) => at % step === 0);
}
