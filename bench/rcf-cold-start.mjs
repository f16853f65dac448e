/** Child of the forest's bench: from nothing to a thousand points scored, then what it cost. */
import { createRequire } from 'node:module';

const entry =
  process.argv[2] ?? createRequire(import.meta.url).resolve('../dist/detection/index.js');
const { createRandomCutForest } = await import(entry);
const forest = createRandomCutForest({ dimensions: 1, shingleSize: 8, seed: 1 });
let sum = 0;
for (let t = 0; t < 1_000; t += 1) {
  sum += forest.scoreAndUpdate([Math.sin(t / 8) + ((t * 7919) % 101) / 500]);
}
const wallMs = performance.timeOrigin === 0 ? 0 : performance.now();
process.stdout.write(
  JSON.stringify({ wallMs, rssMb: process.memoryUsage().rss / 1e6, checksum: sum }),
);
