// Preloaded into a process whose memory is watched: once a second it appends a line to
// PM_SIM_BENCH_MEMORY. At SIGUSR2 it collects garbage first (--expose-gc), so that what is left is alive.
import { appendFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const EVERY_MS = 1_000;
const file = process.env.PM_SIM_BENCH_MEMORY;

function note(collected) {
  const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage();
  const sample = { atMs: performance.now(), collected, rss, heapUsed, external, arrayBuffers };
  appendFileSync(file, `${JSON.stringify(sample)}\n`);
}

if (file !== undefined && isMainThread) {
  setInterval(note, EVERY_MS, false).unref();
  process.on('SIGUSR2', () => {
    // The first run frees what finalizers of the second one hold.
    globalThis.gc();
    globalThis.gc();
    note(true);
  });
}
