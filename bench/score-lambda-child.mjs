// One execution environment of the score function: imports the bundle as Lambda does, answers batches,
// and says what each phase took. Times count from the start of the process.
import { pathToFileURL } from 'node:url';

const [, , bundle, order] = process.argv;
const { handler } = await import(pathToFileURL(bundle).href);
const loadedMs = performance.now();
const { first, devices, warmUpSeconds, seconds } = JSON.parse(order);
const failures = [];
const answer = async (batch) => failures.push(...(await handler(batch, {})).batchItemFailures);

if (first !== undefined) await answer(first);
const start = { loadedMs, firstMs: performance.now(), firstCpuMs: cpuMs() };
const rate = devices === undefined ? {} : await measureRate();
const report = { ...start, ...rate, failures: failures.length };
process.stdout.write(JSON.stringify(report), () => process.exit());

/** Batches are made before they are timed: on Lambda they come ready. */
async function measureRate() {
  const { scoreBatches } = await import('./score-batches.ts');
  for (const batch of scoreBatches({ devices, from: 0, seconds: warmUpSeconds })) {
    await answer(batch);
  }
  const batches = [...scoreBatches({ devices, from: warmUpSeconds, seconds })];
  const began = performance.now();
  const cpuBefore = cpuMs();
  for (const batch of batches) await answer(batch);
  return {
    records: devices * seconds,
    wallMs: performance.now() - began,
    cpuMs: cpuMs() - cpuBefore,
    rssMb: process.memoryUsage().rss / 1e6,
  };
}

function cpuMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e3;
}
