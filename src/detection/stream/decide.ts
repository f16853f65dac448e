import { attributeTrees, type Attribution } from '../random-cut-forest/explain.ts';
import { scoreTrees } from '../random-cut-forest/score.ts';
import { correctedForLast } from './corrected-point.ts';
import {
  bothSides,
  expectedPoint,
  leadingBlock,
  seenNearby,
  sum,
  uncertaintyOf,
  within,
} from './expectation.ts';
import { judgeScore, learnScores } from './score-threshold.ts';
import type {
  Candidate,
  CorrectionReason,
  Outcome,
  Remembered,
  StreamMemory,
  StreamSettings,
  StreamState,
} from './stream-state.ts';
import { isDifferenced } from './transform.ts';
import { followRun, isRunCandidate } from './run.ts';

/** A new anomaly in the shingle of the last must differ by this share of the last one's score. */
const DIFFERENTIAL_SHARE = 0.3;
/** And, per block, exceed the threshold by this factor. */
const DIFFERENTIAL_FACTOR = 1.2;
/** Relative precision below which a transformed value is nothing but rounding. */
const PRECISION = 1e-3;

interface Examined {
  readonly reason?: CorrectionReason;
  readonly relativeIndex: number;
  readonly expected: Float64Array | null;
  readonly attribution: Float64Array | null;
  /** The score had the explained part been as expected. */
  readonly correctedScore: number;
}

/**
 * Decides on the shingle `candidate.point`: a score above the adaptive threshold is an anomaly unless
 * it is noise, an echo of the last anomaly still in the shingle, what neighbours or the forecast lead
 * one to expect, or a run that has become the rule. After the corrections of the reference library's
 * thresholded forest (github.com/aws/random-cut-forest-by-aws, parkservices, PredictorCorrector).
 */
export function decide(state: StreamState, candidate: Candidate, score: number): Outcome {
  const { memory } = state;
  const { settings } = memory;
  const { threshold, grade: raised } = judge(state, score);
  const runCandidate = raised > 0 && isRunCandidate(memory, score, threshold);
  const examined =
    raised > 0 && settings.fixedThreshold === null
      ? examine(state, candidate, { score, threshold })
      : unexplained(score);
  const drift =
    runCandidate &&
    followRun(memory, candidate, { expected: examined.expected, raised: !examined.reason });
  const reason = examined.reason ?? (drift ? ('drift' as const) : undefined);
  const grade = reason === undefined ? raised : 0;
  countRun(memory, grade, reason);
  learnScores(memory.threshold, score, {
    corrected: examined.correctedScore,
    shingled: settings.shingleSize > 1,
  });
  const { expected, attribution, relativeIndex } = examined;
  return {
    score,
    threshold,
    grade,
    expected,
    attribution,
    relativeIndex,
    ...(reason && { reason }),
  };
}

/** A run begins with an anomaly and goes on through breaches that are explained away. */
function countRun(memory: StreamMemory, grade: number, reason: CorrectionReason | undefined): void {
  if (grade > 0) memory.runLength += 1;
  else if (reason !== undefined && memory.runLength > 0) memory.runLength += 1;
  if (grade > 0 || reason !== undefined) return;
  memory.runLength = 0;
  for (const run of [...memory.runActual, ...memory.runExpected]) {
    Object.assign(run, { weight: 0, sum: 0, squares: 0, count: 0 });
  }
}

function judge(state: StreamState, score: number): { threshold: number; grade: number } {
  const { settings, threshold } = state.memory;
  const { fixedThreshold } = settings;
  if (fixedThreshold !== null) {
    return { threshold: fixedThreshold, grade: score >= fixedThreshold ? 1 : 0 };
  }
  const context = {
    shingled: settings.shingleSize > 1,
    normalised: settings.transform === 'normalise',
    differenced: isDifferenced(settings.transform),
    adjust: settings.autoAdjust && settings.transform !== 'none',
  };
  return judgeScore(threshold, score, { context, options: settings.threshold });
}

function unexplained(score: number): Examined {
  return { relativeIndex: 0, expected: null, attribution: null, correctedScore: score };
}

function examine(
  state: StreamState,
  candidate: Candidate,
  { score, threshold }: { readonly score: number; readonly threshold: number },
): Examined {
  const { memory, forest } = state;
  const { settings } = memory;
  const { last, gap } = lastAnomalyOf(memory);
  const corrected = correctedForLast(candidate, settings, { last, gap });
  const explained = (reason: CorrectionReason): Examined => ({ ...unexplained(score), reason });
  if (!isAboveRounding(candidate, corrected)) return explained('noise');
  const blame = blameOf(state, corrected, Math.min(gap, settings.shingleSize));
  const { start, parts, expected, ideal } = blame;
  const echo = ideal !== null && isEcho({ ...blame, ideal, threshold }, settings, { last, gap });
  if (echo) return explained('anomaly-in-shingle');
  const uncertainty = uncertaintyOf(candidate, settings, start);
  const alike = (values: ArrayLike<number>): boolean =>
    within(uncertainty, candidate, { values, start });
  if (settings.autoAdjust && seenNearby(forest.trees, corrected, alike)) {
    return explained('conditional-forecast');
  }
  if (expected !== null && alike(expected)) return explained('forecast');
  return {
    relativeIndex: blame.relativeIndex,
    expected,
    attribution: parts,
    correctedScore: correctedScoreOf(state, { blame, candidate, gap }),
  };
}

/** The last anomaly and how many observations ago it was. */
function lastAnomalyOf(memory: StreamMemory): { last: Remembered | null; gap: number } {
  // Of the observation just before, the pull on the normalisation is not known yet.
  const last = memory.last?.expected ? { ...memory.last, shiftMoved: null } : memory.lastAnomaly;
  return { last, gap: memory.index - (last?.index ?? 0) };
}

interface Blame {
  readonly attribution: Attribution;
  readonly parts: Float64Array;
  readonly relativeIndex: number;
  readonly start: number;
  /** The point as it should have been, and the attribution of that; null if too much is wrong. */
  readonly expected: Float64Array | null;
  readonly ideal: Attribution | null;
}

/** What in the shingle makes the score, and what it should have been. */
function blameOf(state: StreamState, corrected: Float64Array, furthest: number): Blame {
  const { trees } = state.forest;
  const { dimensions } = state.memory.settings;
  const attribution = attributeTrees(trees, corrected);
  const parts = bothSides(attribution);
  const relativeIndex = leadingBlock(parts, dimensions, furthest);
  const start = corrected.length + (relativeIndex - 1) * dimensions;
  const expected = expectedPoint(trees, corrected, { parts, start, blockSize: dimensions });
  const ideal = expected && attributeTrees(trees, expected);
  return { attribution, parts, relativeIndex, start, expected, ideal };
}

function correctedScoreOf(
  state: StreamState,
  found: { readonly blame: Blame; readonly candidate: Candidate; readonly gap: number },
): number {
  const { blame, candidate, gap } = found;
  if (blame.ideal === null) return sum(blame.parts);
  const overlaps = gap < state.memory.settings.shingleSize;
  return overlaps ? sum(bothSides(blame.ideal)) : scoreTrees(state.forest.trees, candidate.point);
}

/** At least one transformed value is more than rounding. */
function isAboveRounding(candidate: Candidate, point: Float64Array): boolean {
  const { scales, shifts } = candidate;
  return point.some((value, j) => {
    const y = j % scales.length;
    return (
      Math.abs(value) * (scales[y] as number) > PRECISION * (1 + Math.abs(shifts[y] as number))
    );
  });
}

/** Whether what is new since the last anomaly would not do by itself. */
function isEcho(
  found: {
    readonly attribution: Attribution;
    readonly ideal: Attribution;
    readonly threshold: number;
  },
  settings: StreamSettings,
  { last, gap }: { readonly last: Remembered | null; readonly gap: number },
): boolean {
  const total = settings.dimensions * settings.shingleSize;
  const since = gap * settings.dimensions;
  if (last === null || since >= total) return false;
  const { attribution, ideal } = found;
  let remainder = 0;
  for (let j = total - since; j < total; j += 1) {
    remainder += Math.abs((attribution.low[j] as number) - (ideal.low[j] as number));
    remainder += Math.abs((attribution.high[j] as number) - (ideal.high[j] as number));
  }
  const news =
    remainder > DIFFERENTIAL_SHARE * last.score &&
    (remainder * total) / since > DIFFERENTIAL_FACTOR * found.threshold;
  return !news;
}
