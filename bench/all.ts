// Every benchmark that a goal is judged by, one after the other, then the table of goals. Some twenty-five
// minutes on two cores; names as arguments run only those: bench/all.ts connection edge
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Files under bench/ with their arguments, in the order in which they run. */
const BENCHMARKS: readonly (readonly [file: string, ...args: readonly string[]])[] = [
  ['start-up'],
  ['ui', 'start'],
  ['main-job'],
  ['alert-latency'],
  ['generate'],
  ['rcf'],
  ['edge'],
  ['edge-sizing'],
  ['connection', '2'],
  ['delivery-latency'],
  ['fleet'],
  ['publish-path'],
  ['score-lambda'],
  ['twin-throughput'],
  ['provision'],
];

/** One benchmark that hangs must not keep the others from being run, ms. */
const EACH_MS_MAX = 1_200_000;

const wanted = process.argv.slice(2);
const failed: string[] = [];
for (const [file, ...args] of BENCHMARKS) {
  if (wanted.length > 0 && !wanted.includes(file)) continue;
  console.log(`\n== ${[file, ...args].join(' ')}`);
  if (!ran(file, args)) failed.push(file);
}
console.log('\n== goals');
if (!ran('summary', [])) failed.push('summary');
if (failed.length > 0) console.log(`\nnot finished: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;

function ran(file: string, args: readonly string[]): boolean {
  const path = join(import.meta.dirname, `${file}.ts`);
  const options = { stdio: 'inherit', timeout: EACH_MS_MAX } as const;
  const node = ['--expose-gc', '--import', 'tsx', path, ...args];
  return spawnSync(process.execPath, node, options).status === 0;
}
