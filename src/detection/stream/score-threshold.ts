import {
  addDiscounted,
  createDiscounted,
  deviationOf,
  meanOf,
  type Discounted,
} from './discounted.ts';

/**
 * Threshold on the scores of a stream that follows their level and spread, as the reference library's
 * thresholded forest does: mean plus `zFactor` deviations, where the deviation blends that of the
 * scores with that of their steps, because scores of overlapping shingles move together. Plain data.
 */
export interface ScoreThreshold {
  readonly scores: Discounted;
  /** Steps from one score to the next. */
  readonly steps: Discounted;
  /** How far scores fall below their mean: the side that anomalies do not widen. */
  readonly shortfalls: Discounted;
  lastScore: number;
}

export interface ScoreThresholdOptions {
  /** Deviations above the mean; default 3. */
  readonly zFactor: number;
  /** No score below this is anomalous, however quiet the stream; default 0.8. */
  readonly absoluteThreshold: number;
  /** Threshold while too few scores were seen; default 1.5. */
  readonly initialThreshold: number;
}

/** How scores come about, which decides how their spread is measured. */
export interface ScoreContext {
  readonly shingled: boolean;
  readonly normalised: boolean;
  readonly differenced: boolean;
  /** Fewer deviations are asked for where the mean score is low. */
  readonly adjust: boolean;
}

export const DEFAULT_SCORE_THRESHOLD: ScoreThresholdOptions = {
  zFactor: 3,
  absoluteThreshold: 0.8,
  initialThreshold: 1.5,
};

/** A score counts at most as this when level and spread are learned. */
const SCORE_CUT = 2;
/** Scores before spread means anything; at twice as many it counts in full. */
const SCORES_MIN = 10;
const Z_FACTOR_MIN = 2;
/** Mean score below which fewer deviations are asked for. */
const LOW_MEAN = 0.9;
/** Weight of the spread of scores against that of their steps. */
const LEVEL_SHARE = 0.5;
/** Share of the steps' weight that a new one takes. */
const STEP_DISCOUNT = 0.01;

export function createScoreThreshold(timeDecay: number): ScoreThreshold {
  return {
    scores: createDiscounted(timeDecay),
    steps: createDiscounted(STEP_DISCOUNT),
    shortfalls: createDiscounted(timeDecay / 2),
    lastScore: 0,
  };
}

/** The threshold, and how far above it the score is: 0 not at all, up to 1. */
export function judgeScore(
  state: ScoreThreshold,
  score: number,
  { context, options }: { readonly context: ScoreContext; readonly options: ScoreThresholdOptions },
): { threshold: number; grade: number } {
  const { count } = state.scores;
  const mean = meanOf(state.scores);
  if (count < SCORES_MIN) {
    const threshold = Math.max(options.initialThreshold, options.absoluteThreshold);
    const { absoluteThreshold: floor } = options;
    return { threshold, grade: score < threshold ? 0 : Math.min(1, (score - floor) / floor) };
  }
  const low = context.adjust && mean < LOW_MEAN;
  const zFactor = Math.max(
    low ? (options.zFactor * mean) / LOW_MEAN : options.zFactor,
    Z_FACTOR_MIN,
  );
  const spread = (zFactor - 1) * longTermDeviation(state, context) + deviationOf(state.scores);
  const settled = Math.min(1, (count - SCORES_MIN) / SCORES_MIN);
  const threshold = Math.max(
    options.absoluteThreshold,
    settled * (mean + spread) + (1 - settled) * options.initialThreshold,
  );
  if (score < threshold) return { threshold, grade: 0 };
  const base = Math.min(threshold, Math.max(options.absoluteThreshold, mean));
  return { threshold, grade: spread > 0 ? Math.min(1, (score - base) / spread) : 1 };
}

/** Learns a score; `corrected` is what it would have been without what was explained. */
export function learnScores(
  state: ScoreThreshold,
  score: number,
  { corrected, shingled }: { readonly corrected: number; readonly shingled: boolean },
): void {
  const value = Math.min(score, SCORE_CUT);
  const shortfall = meanOf(state.scores) - value;
  if (shortfall > 0) addDiscounted(state.shortfalls, shortfall);
  addDiscounted(state.scores, value);
  addDiscounted(state.steps, Math.min(corrected, SCORE_CUT) - Math.min(state.lastScore, SCORE_CUT));
  if (shingled) state.lastScore = score;
}

function longTermDeviation(state: ScoreThreshold, context: ScoreContext): number {
  const whole = deviationOf(state.scores);
  const below = Math.min(whole, Math.SQRT2 * deviationOf(state.shortfalls));
  if (!context.shingled && !context.differenced) return below;
  const level = context.normalised ? whole : below;
  return LEVEL_SHARE * level + (1 - LEVEL_SHARE) * deviationOf(state.steps);
}
