import { addDiscounted, deviationOf, meanOf } from './discounted.ts';
import type { Candidate, StreamMemory } from './stream-state.ts';

/** Anomalies in a row that are alerted on before the run may be called a drift. */
const RUN_ALLOWED = 2;
/** Deviations within which a run's values are one level. */
const WITHIN = 2;
/** Tolerance between actual and expected level of a run. */
const LEVEL_TOLERANCE = 0.1;
const RUN_DISCOUNT_MIN = 0.2;
const RUN_SHINGLE_MIN = 10;

/** Whether a high score goes on from the last: rising, or falling no faster than a run would. */
export function isRunCandidate(memory: StreamMemory, score: number, threshold: number): boolean {
  const { last, runLength, settings } = memory;
  if (last === null) return false;
  if (score > last.score) return true;
  const grown = Math.max(
    RUN_DISCOUNT_MIN,
    runLength / (2 * Math.max(RUN_SHINGLE_MIN, settings.shingleSize)),
  );
  const allowed = Math.max(threshold, last.threshold) * (1 + grown);
  return last.score - last.threshold > score - allowed;
}

/** Takes the newest block into the run; true if it and the forecast stay at the run's level. */
export function followRun(
  memory: StreamMemory,
  candidate: Candidate,
  found: { readonly expected: Float64Array | null; readonly raised: boolean },
): boolean {
  const { settings, runActual, runExpected } = memory;
  if (!settings.autoAdjust) return false;
  const { point } = candidate;
  const newest = point.length - settings.dimensions;
  let level = found.raised && memory.runLength > RUN_ALLOWED;
  runActual.forEach((actual, y) => {
    const value = point[newest + y] as number;
    addDiscounted(actual, value);
    const forecast = runExpected[y];
    if (found.expected !== null && forecast)
      addDiscounted(forecast, found.expected[newest + y] as number);
    if (!level) return;
    const noise = (candidate.stepDeviations[y] as number) / (candidate.scales[y] as number);
    level = Math.abs(meanOf(actual) - value) < Math.max(WITHIN * deviationOf(actual), noise);
    if (!level || found.expected === null || !forecast) return;
    const apart = Math.abs(meanOf(forecast) - (found.expected[newest + y] as number));
    const spread = Math.max(deviationOf(forecast), deviationOf(actual));
    const offset = Math.abs(meanOf(actual) - meanOf(forecast));
    level = apart < WITHIN * spread + LEVEL_TOLERANCE * offset;
  });
  return level;
}
