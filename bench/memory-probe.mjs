// Preloaded into a process whose memory is watched: every PM_SIM_BENCH_EVERY_MS it appends a line to
// PM_SIM_BENCH_MEMORY with what the system gave it and, after a collection, what is alive. Needs --expose-gc.
import { appendFileSync } from 'node:fs';

const file = process.env['PM_SIM_BENCH_MEMORY'];
const everyMs = Number(process.env['PM_SIM_BENCH_EVERY_MS'] ?? 5_000);

const took = () => {
  const { rss } = process.memoryUsage();
  globalThis.gc();
  const { heapUsed, heapTotal, external, arrayBuffers } = process.memoryUsage();
  const sample = { atMs: performance.now(), rss, heapUsed, heapTotal, external, arrayBuffers };
  appendFileSync(file, `${JSON.stringify(sample)}\n`);
};

if (file !== undefined) setInterval(took, everyMs).unref();
