// Runs fuzz cases, one after the other; who started it watches the shared counters for a hang.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../src/runtime/errors.ts';
import { createRandom } from '../src/runtime/random.ts';
import { outcomeOf, type FuzzTarget, type FuzzWorld } from '../test/fuzz/fuzz-target.ts';
import { FUZZ_TARGETS } from '../test/fuzz/targets.ts';

export interface FuzzOrder {
  readonly seed: string;
  /** Of each target, in the order of `FUZZ_TARGETS`: cases from and up to. */
  readonly ranges: readonly (readonly [from: number, to: number])[];
  /** Index of the target, then of the case that runs. */
  readonly progress: Int32Array;
}

export interface FuzzResult {
  readonly target: string;
  readonly cases: number;
  /** How often each outcome was seen. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly violations: readonly Found[];
  /** CPU of the slowest case, ms. */
  readonly slowestMs: number;
  /** Heap and buffers after a full collection, once for each world, MiB. */
  readonly heapMib: readonly number[];
}

export interface Found {
  readonly index: number;
  readonly problem: string;
  /** Base64. */
  readonly input: string;
}

/** Worlds of a target, so that what one gathers shows apart from what is never given back. */
const WORLDS = 10;
const TURN_EVERY = 32;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
// What fails later than its case is put down to the case that runs.
let late: unknown;
process.on('uncaughtException', (error) => (late = error));
process.on('unhandledRejection', (error) => (late = error));

const { seed, ranges, progress } = workerData as FuzzOrder;
try {
  await runAll();
} catch (error) {
  console.error(error);
  process.exit(1);
}
process.exit();

async function runAll(): Promise<void> {
  for (const [t, target] of FUZZ_TARGETS.entries()) {
    const [from, to] = ranges[t] ?? [0, 0];
    if (to <= from) continue;
    const result = await run(t, target, { from, to });
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
    parentPort?.postMessage(result);
  }
}

async function run(
  t: number,
  target: FuzzTarget,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<FuzzResult> {
  const outcomes: Record<string, number> = {};
  const violations: Found[] = [];
  const heapMib: number[] = [];
  let slowestMs = 0;
  const perWorld = Math.ceil((to - from) / WORLDS);
  for (let start = from; start < to; start += perWorld) {
    const world = await target.open();
    for (let index = start; index < Math.min(to, start + perWorld); index += 1) {
      // A turn of the loop, in which what was put off for later is done and forgotten.
      if (index % TURN_EVERY === 0) await new Promise(setImmediate);
      progress[1] = index;
      progress[0] = t;
      const { outcome, problem, input, cpuMs } = await tryOne(world, target, index);
      slowestMs = Math.max(slowestMs, cpuMs);
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      if (problem !== undefined) violations.push({ index, problem, input: input.toString('base64') }); // prettier-ignore
    }
    const problem = await problemOf(() => world[Symbol.asyncDispose]());
    if (problem !== undefined) violations.push({ index: start, problem, input: '' });
    heapMib.push(heapNow());
  }
  return { target: target.name, cases: to - from, outcomes, violations, slowestMs, heapMib };
}

async function tryOne(world: FuzzWorld, target: FuzzTarget, index: number) {
  const input = world.draw(createRandom(`${seed}/${target.name}/${index}`));
  const before = process.cpuUsage();
  let outcome = 'VIOLATION';
  let problem = await problemOf(async () => {
    outcome = await outcomeOf(world, input);
  });
  const { user, system } = process.cpuUsage(before);
  const cpuMs = (user + system) / 1_000;
  if (cpuMs > target.deadlineMs) problem ??= `it took ${Math.round(cpuMs)} ms of CPU`;
  if (late !== undefined) problem ??= `it failed later with ${messageOf(late)}`;
  late = undefined;
  return { outcome: problem === undefined ? outcome : 'VIOLATION', problem, input, cpuMs };
}

async function problemOf(work: () => PromiseLike<void>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

function heapNow(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return Math.round((heapUsed + external) / 104_857.6) / 10;
}
