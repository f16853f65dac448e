import { createRandomCutForest } from '../src/detection/index.ts';

const WARM_UP_POINTS = 2_000;
const POINTS = 5_000;

/**
 * Milliseconds that a forest of d1 sh8 T50 by itself takes for a point, here and now: what no function
 * around it can be faster than, and what tells how busy the machine is.
 */
export function forestMs(): number {
  const forest = createRandomCutForest({
    dimensions: 1,
    shingleSize: 8,
    numberOfTrees: 50,
    seed: 1,
  });
  for (let t = 0; t < WARM_UP_POINTS; t += 1) forest.scoreAndUpdate(pointAt(t));
  const before = process.cpuUsage();
  for (let t = 0; t < POINTS; t += 1) forest.scoreAndUpdate(pointAt(WARM_UP_POINTS + t));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e3 / POINTS;
}

function pointAt(t: number): number[] {
  return [Math.sin(t / 8) + ((t * 7_919) % 101) / 500];
}
