/**
 * What the forest costs: points a second, live bytes, snapshot and cold start.
 *
 *   npm run bench:rcf [-- --seconds 3] [-- --soak 1000000]
 *
 * The four shapes take turns in short slices, so that a busy machine disturbs all alike; the median of
 * the slices is the figure, the fastest slice what the machine can do undisturbed. The reference is the
 * Java library 4.3.0 on a machine of two cores. Writes bench/results/rcf.json.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  createRandomCutForest,
  restoreRandomCutForest,
  type RandomCutForest,
} from '../src/detection/index.ts';
import { median } from './measure.ts';
import { benchStream, SHAPES, type Shape } from './rcf-stream.ts';

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '3' },
    soak: { type: 'string', default: '0' },
  },
});
const root = resolve(fileURLToPath(import.meta.url), '..', '..');
const WARM_UP_POINTS = 20_000;
const SLICE_POINTS = 250;
const COLD_STARTS = 5;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

interface Contender {
  readonly shape: Shape;
  readonly forest: RandomCutForest;
  readonly stream: readonly Float64Array[];
  readonly megabytes: number;
  readonly rates: number[];
  at: number;
}

const contenders = SHAPES.map(prepare);
const until = performance.now() + Number(options.seconds) * 1_000 * contenders.length;
while (performance.now() < until) for (const contender of contenders) slice(contender);
const shapes = contenders.map(summarise);
const coldStart = measureColdStart();
const soak = Number(options.soak) > 0 ? runSoak(Number(options.soak)) : null;
mkdirSync(join(root, 'bench', 'results'), { recursive: true });
writeFileSync(
  join(root, 'bench', 'results', 'rcf.json'),
  `${JSON.stringify({ shapes, coldStart, soak }, null, 2)}\n`,
);

function prepare(shape: Shape): Contender {
  const stream = benchStream(shape.dimensions, WARM_UP_POINTS);
  const { dimensions, shingleSize, numberOfTrees } = shape;
  const train = (): RandomCutForest => {
    const fresh = createRandomCutForest({ dimensions, shingleSize, numberOfTrees, seed: 1 });
    for (const point of stream) fresh.scoreAndUpdate(point);
    return fresh;
  };
  // The first makes the code hot; what compiled code takes is no forest's.
  train();
  const before = settledBytes();
  const forest = train();
  const megabytes = (settledBytes() - before) / 1e6;
  return { shape, forest, stream, megabytes, rates: [], at: 0 };
}

/** A forest is its typed arrays; the heap beside them moves with compiled code more than with forests. */
function liveBytes(): number {
  return process.memoryUsage().arrayBuffers;
}

/** Buffers that one collection finds dead are given back by the next at the latest. */
function settledBytes(): number {
  collectGarbage();
  collectGarbage();
  return liveBytes();
}

function slice(contender: Contender): void {
  const { forest, stream } = contender;
  const began = performance.now();
  for (let k = 0; k < SLICE_POINTS; k += 1) {
    forest.scoreAndUpdate(stream[(contender.at + k) % stream.length] as Float64Array);
  }
  contender.rates.push((SLICE_POINTS / (performance.now() - began)) * 1_000);
  contender.at += SLICE_POINTS;
}

function summarise({ shape, forest, megabytes, rates }: Contender): Record<string, unknown> {
  const pointsPerSecond = Math.round(median(rates));
  const fastest = Math.round(Math.max(...rates));
  const { reference } = shape;
  const restoreMs: number[] = [];
  const snapshot = forest.snapshot();
  for (let k = 0; k < 9; k += 1) {
    const began = performance.now();
    restoreRandomCutForest(snapshot);
    restoreMs.push(performance.now() - began);
  }
  console.log(
    `${shape.name.padEnd(12)} ${thousands(pointsPerSecond)} points/s, ratio ${ratio(pointsPerSecond, reference.pointsPerSecond)}` +
      ` (fastest ${thousands(fastest)}, ${ratio(fastest, reference.pointsPerSecond)})` +
      `  ${megabytes.toFixed(2)} MB, ratio ${ratio(megabytes, reference.megabytes)}` +
      `  snapshot ${Math.round(snapshot.length / 1_000)} kB, restored in ${median(restoreMs).toFixed(1)} ms`,
  );
  return {
    shape: shape.name,
    pointsPerSecond,
    fastest,
    ratio: pointsPerSecond / reference.pointsPerSecond,
    megabytes,
    snapshotBytes: snapshot.length,
    restoreMs: median(restoreMs),
  };
}

function thousands(value: number): string {
  return `${(value / 1_000).toFixed(1)}k`.padStart(6);
}

function ratio(value: number, reference: number): string {
  return (value / reference).toFixed(2);
}

/** Process start to a thousand points scored, by the built package entry. */
function measureColdStart(): Record<string, number> | null {
  const entry = process.env['PM_SIM_DETECTION'] ?? join(root, 'dist', 'detection', 'index.js');
  if (!existsSync(entry)) {
    console.log('cold start: not measured, there is no build; run `npm run build` first');
    return null;
  }
  const runs = Array.from({ length: COLD_STARTS }, () => {
    const began = performance.now();
    const child = join(root, 'bench', 'rcf-cold-start.mjs');
    const { stdout } = spawnSync(process.execPath, [child, resolve(entry)], { encoding: 'utf8' });
    const { rssMb } = JSON.parse(stdout) as { rssMb: number };
    return { ms: performance.now() - began, rssMb };
  });
  const ms = median(runs.map((run) => run.ms));
  const rssMb = median(runs.map((run) => run.rssMb));
  const bareMs = median(Array.from({ length: COLD_STARTS }, startNodeAlone));
  console.log(
    `cold start   ${ms.toFixed(0)} ms (Node alone ${bareMs.toFixed(0)} ms) and ${rssMb.toFixed(0)} MB to 1,000 points scored (limits 250 ms, 60 MB)`,
  );
  return { ms, bareMs, rssMb };
}

function startNodeAlone(): number {
  const began = performance.now();
  spawnSync(process.execPath, ['--eval', '0']);
  return performance.now() - began;
}

/** Many points through one forest: memory must stay flat and no score be NaN. */
function runSoak(points: number): Record<string, unknown> {
  const forest = createRandomCutForest({ dimensions: 1, shingleSize: 8, seed: 1 });
  const stream = benchStream(1, 99_991);
  const megabytes: number[] = [];
  let bad = 0;
  for (let t = 0; t < points; t += 1) {
    const score = forest.scoreAndUpdate(stream[t % stream.length] as Float64Array);
    if (!(score >= 0 && score < 9)) bad += 1;
    if ((t + 1) % (points / 10) !== 0) continue;
    collectGarbage();
    megabytes.push(Math.round((liveBytes() / 1e6) * 100) / 100);
  }
  console.log(
    `soak         ${points} points, ${bad} bad scores, MB in buffers by tenths: ${megabytes.join(' ')}`,
  );
  return { points, bad, megabytes };
}
