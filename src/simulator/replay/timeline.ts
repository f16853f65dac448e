import type { ReplayTally } from './report.ts';

/** A pause this many times the usual step is a gap. */
const GAP_FACTOR = 1.5;
/** Different steps that are told apart while looking for the usual one. */
const STEPS_MAX = 64;
/** Steps seen before gaps are judged. */
const STEPS_BEFORE_GAPS = 3;

/**
 * Keeps each device's time running forward: a timestamp that comes again, or lies before the last,
 * is counted and refused. Gaps are counted and kept.
 */
export function createTimeline(tally: ReplayTally): (device: string, ts: number) => boolean {
  const lastOf = new Map<string, number>();
  const usual = createUsualStep();
  return (device, ts) => {
    const last = lastOf.get(device);
    if (last !== undefined && ts <= last) {
      tally.skippedRows[ts === last ? 'duplicate' : 'backward'] += 1;
      return false;
    }
    lastOf.set(device, ts);
    if (last !== undefined) {
      tally.stepMs = usual(ts - last);
      if (tally.stepMs !== null && ts - last > GAP_FACTOR * tally.stepMs) {
        countGap(tally, ts - last - tally.stepMs);
      }
    }
    return true;
  };
}

function countGap({ gaps }: ReplayTally, missingMs: number): void {
  gaps.count += 1;
  gaps.totalMs += missingMs;
  gaps.longestMs = Math.max(gaps.longestMs, missingMs);
}

/** The most frequent step so far, of at most `STEPS_MAX` different ones. */
function createUsualStep(): (stepMs: number) => number | null {
  const counts = new Map<number, number>();
  let best = 0;
  let seen = 0;
  return (stepMs) => {
    seen += 1;
    if (counts.has(stepMs) || counts.size < STEPS_MAX) {
      counts.set(stepMs, (counts.get(stepMs) ?? 0) + 1);
      if ((counts.get(stepMs) ?? 0) > (counts.get(best) ?? 0)) best = stepMs;
    }
    return seen < STEPS_BEFORE_GAPS ? null : best;
  };
}
