import type { Detector } from '../detector.ts';
import {
  optionError,
  resolveForestOptions,
  type ForestSettings,
  type RandomCutForestOptions,
} from './forest-options.ts';
import { attributeTrees, nearNeighbours, type Attribution, type Neighbour } from './explain.ts';
import { createForestState, type ForestState } from './forest-state.ts';
import { learnQuery, scoreQuery, setQuery } from './forest-stream.ts';
import { imputeQuery } from './impute.ts';
import { readForest, writeForest } from './snapshot.ts';

/**
 * Random Cut Forest over a stream of observations. Scores are those of the reference library and of
 * the retired SQL function: about 0.7 to 1 for the ordinary, up to log2(sampleSize + 1) for a point
 * far outside all that was seen.
 */
export interface RandomCutForest extends Detector {
  readonly settings: ForestSettings;
  /** Anomaly score of the observation as the next of the stream; 0 until `outputAfter`. */
  score(observation: ArrayLike<number>): number;
  /** Takes the observation into the forest. */
  update(observation: ArrayLike<number>): void;
  /** Both, in this order. */
  scoreAndUpdate(observation: ArrayLike<number>): number;
  /** The score of the observation, split by dimension of the shingle, oldest block first, and side. */
  attribution(observation: ArrayLike<number>): Attribution;
  /** Points of the forest near the shingle that ends with the observation, nearest first. */
  nearNeighbours(observation: ArrayLike<number>): Neighbour[];
  /** The observation with the values at `missing` replaced by likely ones; what it holds there is ignored. */
  impute(observation: ArrayLike<number>, missing: readonly number[]): Float64Array;
  /** The next `horizon` observations as the forest expects them, one array each. */
  extrapolate(horizon: number): Float64Array[];
}

/** @throws PmSimError `detection/option` */
export function createRandomCutForest(options: RandomCutForestOptions): RandomCutForest {
  return forestOf(createForestState(resolveForestOptions(options)));
}

/**
 * A forest with the arguments, in their order, of the retired SQL function RANDOM_CUT_FOREST of Kinesis
 * Data Analytics, its defaults and its scale of scores. Its time decay is a count of recent points: the
 * rate here is one over it. What the function took from the columns of its cursor, the values of one
 * observation, comes last.
 * @throws PmSimError `detection/option`
 */
export function fromKinesis(
  ...settings: [
    numberOfTrees?: number,
    subSampleSize?: number,
    timeDecay?: number,
    shingleSize?: number,
    rest?: { readonly dimensions?: number; readonly seed?: number | string },
  ]
): RandomCutForest {
  const [numberOfTrees = 100, sampleSize = 256, timeDecay = 100_000, shingleSize = 1, rest] =
    settings;
  if (!(timeDecay >= 1)) throw optionError('timeDecay', timeDecay, 'a number of points from 1');
  return createRandomCutForest({
    dimensions: 1,
    ...rest,
    numberOfTrees,
    sampleSize,
    timeDecay: 1 / timeDecay,
    shingleSize,
  });
}

/**
 * Continues a forest from its snapshot, bit for bit.
 * @throws PmSimError `detection/snapshot`
 */
export function restoreRandomCutForest(bytes: Uint8Array): RandomCutForest {
  return forestOf(readForest(bytes));
}

function forestOf(state: ForestState): RandomCutForest {
  const score = (observation: ArrayLike<number>): number => {
    setQuery(state, observation);
    return scoreQuery(state);
  };
  const update = (observation: ArrayLike<number>): void => {
    setQuery(state, observation);
    learnQuery(state);
  };
  return {
    settings: state.settings,
    get observed() {
      return state.observed;
    },
    score,
    update,
    scoreAndUpdate(observation) {
      setQuery(state, observation);
      const result = scoreQuery(state);
      learnQuery(state);
      return result;
    },
    attribution(observation) {
      setQuery(state, observation);
      return attributeTrees(state.trees, state.query);
    },
    nearNeighbours(observation) {
      setQuery(state, observation);
      return nearNeighbours(state.trees, state.query);
    },
    impute: (observation, missing) => impute(state, observation, missing),
    extrapolate: (horizon) => extrapolate(state, horizon),
    scoreOne: score,
    learnOne: update,
    snapshot: () => writeForest(state),
  };
}

function impute(
  state: ForestState,
  observation: ArrayLike<number>,
  missing: readonly number[],
): Float64Array {
  const { dimensions } = state.settings;
  const known = Array.from(observation);
  for (const index of missing) {
    if (!Number.isInteger(index) || index < 0 || index >= dimensions) {
      throw optionError('missing', index, `indices from 0 to ${dimensions - 1}`);
    }
    known[index] = 0;
  }
  setQuery(state, known);
  const from = state.query.length - dimensions;
  const mask = new Uint8Array(state.query.length);
  for (const index of missing) mask[from + index] = 1;
  imputeQuery(state.trees, state.query, mask);
  return state.query.slice(from);
}

/** Moves the shingle on and imputes its newest block, over and over. */
function extrapolate(state: ForestState, horizon: number): Float64Array[] {
  const { query, settings } = state;
  const { dimensions } = settings;
  setQuery(state, new Float64Array(dimensions));
  const mask = new Uint8Array(query.length).fill(1, query.length - dimensions);
  const ahead: Float64Array[] = [];
  for (let step = 0; step < horizon; step += 1) {
    if (step > 0) query.copyWithin(0, dimensions);
    imputeQuery(state.trees, query, mask);
    ahead.push(query.slice(query.length - dimensions));
  }
  return ahead;
}
