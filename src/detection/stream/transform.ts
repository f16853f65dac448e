import {
  addDiscounted,
  createDiscounted,
  deviationOf,
  meanOf,
  type Discounted,
} from './discounted.ts';

/**
 * What is done to values before the forest sees them. A forest cuts a dimension in proportion to its
 * range, so mixed units need `normalise`; signals that wander need a difference.
 */
export type TransformMethod =
  | 'none'
  | 'normalise'
  | 'difference'
  | 'subtract-moving-average'
  | 'normalise-difference';

/** Statistics of one input, all discounted. Plain data. */
export interface InputStatistics {
  readonly values: Discounted;
  readonly steps: Discounted;
  /** Smoothed deviation of the values. */
  readonly valueDeviations: Discounted;
  /** Smoothed mean and deviation of the steps. */
  readonly stepMeans: Discounted;
  readonly stepDeviations: Discounted;
  last: number;
}

/** Added to the spread, so that a signal of tiny amplitude is not blown up. */
const SPREAD_FLOOR = 1;
/** Normalised values beyond this many deviations are cut. */
const CLIP = 100;
/** Smoothing of steps forgets this much slower. */
const SLOWER = 0.1;

export function createInputStatistics(decay: number): InputStatistics {
  return {
    values: createDiscounted(decay),
    steps: createDiscounted(decay),
    valueDeviations: createDiscounted(decay),
    stepMeans: createDiscounted(SLOWER * decay),
    stepDeviations: createDiscounted(SLOWER * decay),
    last: 0,
  };
}

export function addInput(state: InputStatistics, value: number): void {
  const step = state.steps.count === 0 ? 0 : value - state.last;
  addDiscounted(state.values, value);
  addDiscounted(state.steps, step);
  addDiscounted(state.valueDeviations, deviationOf(state.values));
  addDiscounted(state.stepMeans, meanOf(state.steps));
  addDiscounted(state.stepDeviations, deviationOf(state.steps));
  state.last = value;
}

/** Input units per transformed unit. */
export function scaleOf(state: InputStatistics, method: TransformMethod): number {
  if (method === 'normalise') return Math.abs(meanOf(state.valueDeviations)) + SPREAD_FLOOR;
  if (method === 'normalise-difference')
    return Math.abs(meanOf(state.stepDeviations)) + SPREAD_FLOOR;
  return 1;
}

/** Input value that becomes 0. */
export function shiftOf(state: InputStatistics, method: TransformMethod): number {
  if (method === 'none') return 0;
  if (method === 'difference') return state.last;
  if (method === 'normalise-difference') return state.last + meanOf(state.steps);
  return meanOf(state.values);
}

export function transform(state: InputStatistics, value: number, method: TransformMethod): number {
  const moved = (value - shiftOf(state, method)) / scaleOf(state, method);
  const clipped = method === 'normalise' || method === 'normalise-difference';
  return clipped ? Math.max(-CLIP, Math.min(CLIP, moved)) : moved;
}

/** The input value that would have been transformed to this. */
export function invert(state: InputStatistics, moved: number, method: TransformMethod): number {
  return moved * scaleOf(state, method) + shiftOf(state, method);
}

export function isDifferenced(method: TransformMethod): boolean {
  return method === 'difference' || method === 'normalise-difference';
}

export function needsInitialStatistics(method: TransformMethod): boolean {
  return method === 'normalise' || method === 'normalise-difference';
}
