/**
 * One alert per episode for streams without a clock: after an alert none follows for so many
 * observations, unless it is clearly surer than the last. Plain data.
 */
export interface Refractory {
  /** Observations since the last alert. */
  since: number;
  /** How sure the last alert was. */
  confidence: number;
}

export interface RefractoryOptions {
  /** Observations without another alert. */
  readonly length: number;
  /** An alert within them must be surer by this factor. */
  readonly rearmRatio: number;
}

export const DEFAULT_REFRACTORY: RefractoryOptions = { length: 150, rearmRatio: 1.5 };

export function createRefractory(): Refractory {
  return { since: Number.MAX_SAFE_INTEGER, confidence: 0 };
}

/** Whether an observation this sure (0: not anomalous) is an alert. */
export function stepRefractory(
  state: Refractory,
  confidence: number,
  options: RefractoryOptions = DEFAULT_REFRACTORY,
): boolean {
  state.since = Math.min(state.since + 1, Number.MAX_SAFE_INTEGER);
  if (confidence <= 0) return false;
  const surer = confidence >= options.rearmRatio * state.confidence;
  if (state.since <= options.length && !surer) return false;
  state.since = 0;
  state.confidence = confidence;
  return true;
}
