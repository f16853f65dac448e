// What the terminal UI costs: CPU share at 1,000 and 10,000 messages a second, beside the same feed
// without it, interleaved; and the cold start of --help, ls and run to the first frame beside a bare Node.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { median, report, runNode } from './measure.ts';

/** `share` or `start`; both when absent. */
const part = process.argv[2];
const main = join(import.meta.dirname, '..', 'dist', 'cli', 'main.js');
const feed = join(import.meta.dirname, 'ui-feed.ts');
const folder = mkdtempSync(join(tmpdir(), 'pm-sim-bench-ui-'));
const SERVER = `pm-sim-bench-${process.pid}`;

/** Length of one measured feed, s. */
const FEED_S = 12;
/** Interleaved repeats. */
const ROUNDS = 3;
const STARTS = 9;

function tmux(...args: readonly string[]): string {
  return spawnSync('tmux', ['-L', SERVER, ...args], { encoding: 'utf8' }).stdout;
}

interface FeedCost {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly messages: number;
}

/** A terminal of 140×40 in which invented turbines send; with the UI or with nothing that listens. */
async function feedCost(messagesPerSecond: number, shown: 'ui' | 'nothing'): Promise<FeedCost> {
  const out = join(folder, `${messagesPerSecond}-${shown}.json`);
  rmSync(out, { force: true });
  const command = `${process.execPath} --import tsx ${feed} ${messagesPerSecond} ${FEED_S} ${shown} ${out}`;
  tmux('new-session', '-d', '-x', '140', '-y', '40', command);
  while (tmux('list-sessions').trim() !== '') await wait(200);
  return JSON.parse(readFileSync(out, 'utf8')) as FeedCost;
}

function share({ cpuMs, wallMs }: FeedCost): number {
  return (100 * cpuMs) / wallMs;
}

async function measureShare(messagesPerSecond: number, limit: number): Promise<void> {
  const pairs: { readonly ui: FeedCost; readonly nothing: FeedCost }[] = [];
  for (let i = 0; i < ROUNDS; i += 1) {
    const nothing = await feedCost(messagesPerSecond, 'nothing');
    pairs.push({ nothing, ui: await feedCost(messagesPerSecond, 'ui') });
  }
  const value = median(pairs.map(({ ui, nothing }) => share(ui) - share(nothing)));
  report(
    `ui-cpu-share-${messagesPerSecond}`,
    { value, limit, unit: '% of a core' },
    {
      withUi: pairs.map(({ ui }) => Number(share(ui).toFixed(2))),
      feedAlone: pairs.map(({ nothing }) => Number(share(nothing).toFixed(2))),
      messagesPerSecond: pairs.map(({ ui }) => Math.round((1_000 * ui.messages) / ui.wallMs)),
    },
  );
}

/** Wall time until the process has ended, ms. */
async function ended(args: readonly string[]): Promise<number> {
  return (await runNode(args, folder)).wallMs;
}

/**
 * Wall time from the start of `run` to its first frame, ms. `script` gives it a terminal, and the
 * frame is there when the footer has come.
 */
async function firstFrame(): Promise<number> {
  const state = join(folder, 'state');
  const command = `stty cols 80 rows 24; exec ${process.execPath} ${main} run --profile wind-farm --fresh --state ${state}`;
  const began = performance.now();
  const child = spawn('script', ['-qfc', command, '/dev/null'], {
    cwd: folder,
    env: { ...process.env, TERM: 'xterm-256color', CI: undefined },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let text = '';
  for await (const chunk of child.stdout) {
    text += String(chunk);
    if (text.includes('quit')) break;
  }
  const elapsed = performance.now() - began;
  const closed = new Promise((done) => child.on('close', done));
  child.stdin.write('q');
  await wait(500);
  child.kill('SIGTERM');
  await closed;
  return elapsed;
}

async function measureStarts(): Promise<void> {
  const bare: number[] = [];
  const help: number[] = [];
  const ls: number[] = [];
  const frame: number[] = [];
  for (let i = 0; i < STARTS; i += 1) {
    bare.push(await ended(['-e', '0']));
    help.push(await ended([main, '--help']));
    ls.push(await ended([main, 'ls']));
    frame.push(await firstFrame());
  }
  const floor = median(bare);
  // 100, 250 and 350 ms where a bare Node takes 64: only ratios hold on another or a busy machine.
  const starts = [
    ['ui-start-help', help, 1.5],
    ['ui-start-ls', ls, 4],
    ['ui-start-first-frame', frame, 5.5],
  ] as const;
  for (const [name, values, timesBare] of starts) {
    const value = median(values);
    const limit = Math.round(timesBare * floor);
    report(name, { value, limit, unit: 'ms' }, { bareNode: floor, timesBareNode: value / floor });
  }
}

try {
  if (part !== 'start') {
    await measureShare(1_000, 5);
    await measureShare(10_000, 50);
  }
  if (part !== 'share') await measureStarts();
} finally {
  tmux('kill-server');
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
}
