/**
 * A threshold on anomaly scores that follows their own level and spread: exponentially weighted mean
 * and root mean square excess above it, with large scores cut so that an anomaly does not raise the
 * bar for the next. Plain data, so that a snapshot is its JSON.
 */
export interface AdaptiveThreshold {
  mean: number;
  excessSquares: number;
  count: number;
}

export interface AdaptiveThresholdOptions {
  /**
   * Standard deviations above the mean score. Low, because a monitor asks for a material deviation as
   * well, and a spread learned in a restless warm-up would hide a fault for hours.
   */
  readonly zFactor: number;
  /** No score below this is anomalous, however quiet the stream. */
  readonly absoluteThreshold: number;
  /** Threshold before enough scores were seen. */
  readonly initialThreshold: number;
  /** Scores after which the weight of one has fallen to 1/e. */
  readonly memory: number;
  /** Scores needed before mean and spread are used. */
  readonly minimumScores: number;
}

export const DEFAULT_THRESHOLD: AdaptiveThresholdOptions = {
  zFactor: 1.5,
  absoluteThreshold: 0.8,
  initialThreshold: 1.5,
  memory: 1_000,
  minimumScores: 32,
};

/** A score counts at most as this when mean and spread are learned. */
const SCORE_CUT = 2;

export function createAdaptiveThreshold(): AdaptiveThreshold {
  return { mean: 0, excessSquares: 0, count: 0 };
}

export function thresholdOf(state: AdaptiveThreshold, options: AdaptiveThresholdOptions): number {
  if (state.count < options.minimumScores) {
    return Math.max(options.initialThreshold, options.absoluteThreshold);
  }
  const deviation = Math.sqrt(state.excessSquares);
  return Math.max(options.absoluteThreshold, state.mean + options.zFactor * deviation);
}

export function learnScore(
  state: AdaptiveThreshold,
  score: number,
  options: AdaptiveThresholdOptions,
): void {
  const value = Math.min(score, SCORE_CUT);
  state.count += 1;
  const share = Math.max(1 / state.count, 1 / options.memory);
  state.mean += share * (value - state.mean);
  const excess = value - state.mean;
  state.excessSquares += share * (excess * excess - state.excessSquares);
}
