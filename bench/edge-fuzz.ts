/**
 * A million random and mutated inputs: MQTT payloads and lines into an edge agent, bytes at the twin's
 * broker and at the fleet's own client, agents' files, damaged stores, shadow documents, jobs. Each is
 * accepted, or refused with a reason that is counted; a crash, a hang, a changed prototype, a broken
 * promise or memory that grows is a violation, printed with its input.
 * Usage: node --import tsx bench/edge-fuzz.ts [--cases 1000000] [--seed 1] [--target NAME [--case N]]
 * Exit code 1 when there was a violation.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { FUZZ_TARGETS } from '../test/fuzz/targets.ts';
import type { FuzzOrder, FuzzResult } from './edge-fuzz-worker.ts';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    target: { type: 'string' },
    case: { type: 'string' },
  },
});

/** A case that runs so long without an end hangs, ms of wall time. */
const HANG_MS = 60_000;
/** What the heap may gain between the worlds of a target, MiB: caches of compiled code still fill. */
const GROWTH_MIB_MAX = 8;
const INPUT_CHARS_SHOWN = 2_000;

/** A thread knows nothing of TypeScript until it is told (tsx, "Node.js API", `tsx/esm/api`). */
const START = `import('tsx/esm/api').then(({ register }) => {
  register();
  return import(${JSON.stringify(new URL('edge-fuzz-worker.ts', import.meta.url).href)});
});`;

const progress = new Int32Array(new SharedArrayBuffer(8));
const results: FuzzResult[] = [];
const problems: string[] = [];
const began = performance.now();
await work();
summarise();
process.exit(problems.length === 0 ? 0 : 1);

async function work(): Promise<void> {
  const order: FuzzOrder = { seed: values.seed, ranges: rangesOf(), progress };
  const worker = new Worker(START, { eval: true, workerData: order });
  await new Promise<void>((resolve) => {
    const watch = watchForHang(() => {
      problems.push(`${place(progress[0] ?? 0, progress[1] ?? 0)}: no end after ${HANG_MS} ms`);
      void worker.terminate();
    });
    worker.on('message', (result: FuzzResult) => {
      results.push(result);
      print(result);
    });
    worker.on('error', (error) => {
      problems.push(
        `${place(progress[0] ?? 0, progress[1] ?? 0)}: ${error.stack ?? error.message}`,
      );
    });
    worker.on('exit', () => {
      clearInterval(watch);
      const asked = order.ranges.filter(([from, to]) => to > from).length;
      if (results.length < asked)
        problems.push(`${place(progress[0] ?? 0, progress[1] ?? 0)}: the run ended here`);
      resolve();
    });
  });
}

/** Shares of the cases; of one target, or one case, where that is asked for. */
function rangesOf(): FuzzOrder['ranges'] {
  const chosen = FUZZ_TARGETS.filter(({ name }) => [name, undefined].includes(values.target));
  const total = chosen.reduce((sum, { share }) => sum + share, 0);
  return FUZZ_TARGETS.map((target) => {
    if (!chosen.includes(target)) return [0, 0];
    if (values.case !== undefined) return [Number(values.case), Number(values.case) + 1];
    return [0, Math.ceil((Number(values.cases) * target.share) / total)];
  });
}

function watchForHang(onHang: () => void): NodeJS.Timeout {
  let seen = '';
  let since = performance.now();
  return setInterval(() => {
    const now = progress.join(' ');
    if (now !== seen) since = performance.now();
    else if (performance.now() - since > HANG_MS) onHang();
    seen = now;
  }, 1_000);
}

function print({ target, cases, outcomes, violations, slowestMs, heapMib }: FuzzResult): void {
  console.log(`${target}: ${cases} cases, slowest ${slowestMs.toFixed(0)} ms of CPU, heap ${heapMib.join(' ')} MiB`); // prettier-ignore
  const ordered = Object.entries(outcomes).toSorted(([, a], [, b]) => b - a);
  for (const [outcome, count] of ordered) console.log(`${String(count).padStart(10)}  ${outcome}`);
  for (const { index, problem, input } of violations.slice(0, 5)) {
    console.log(`VIOLATION ${target} case ${index}: ${problem}\n  again with: --seed ${values.seed} --target ${target} --case ${index}\n  input (base64): ${input.slice(0, INPUT_CHARS_SHOWN)}`); // prettier-ignore
  }
  problems.push(...violations.map(({ index, problem }) => `${target} ${index}: ${problem}`));
  const growth = growthOf(heapMib);
  if (growth > GROWTH_MIB_MAX)
    problems.push(`${target}: the heap grew by ${growth.toFixed(1)} MiB`);
}

/** From the third world, by which all code has run, to the least that later ones came back to. */
function growthOf(heapMib: readonly number[]): number {
  const [first = 0, ...later] = heapMib.slice(2);
  return later.length === 0 ? 0 : Math.min(...later.slice(-3)) - first;
}

function summarise(): void {
  const cases = results.reduce((sum, one) => sum + one.cases, 0);
  const accepted = results.reduce((sum, one) => sum + (one.outcomes['accepted'] ?? 0), 0);
  const seconds = (performance.now() - began) / 1_000;
  console.log(`edge-fuzz: ${cases} cases, ${accepted} accepted, ${cases - accepted} refused or otherwise answered, ${problems.length} violations, ${seconds.toFixed(0)} s`); // prettier-ignore
  for (const problem of problems) console.log(`  ${problem.slice(0, 400)}`);
  const folder = join(import.meta.dirname, 'results');
  mkdirSync(folder, { recursive: true });
  const result = { seed: values.seed, cases, accepted, seconds, problems, results };
  writeFileSync(join(folder, 'edge-fuzz.json'), `${JSON.stringify(result, null, 2)}\n`);
}

function place(target: number, index: number): string {
  return `${FUZZ_TARGETS[target]?.name ?? ''} case ${index}`;
}
