import { PmSimError } from '../../runtime/errors.ts';
import type { ForestState } from './forest-state.ts';
import { insertPoint } from './insert.ts';
import {
  addNewestPoint,
  appendBlock,
  dropPoint,
  releasePoint,
  retainPoint,
} from './point-store.ts';
import { removePoint } from './remove.ts';
import { accept, accepts, countPoint, evictionCandidate, isFull } from './sampler.ts';
import { scoreTrees } from './score.ts';

/** Magnitudes above this are refused: sums of them would leave the range of float32. */
const VALUE_MAX = 1e30;

/**
 * Makes the query the last shingle without its oldest block, followed by the observation.
 * @throws PmSimError `detection/dimensions`, `detection/value`
 */
export function setQuery(state: ForestState, observation: ArrayLike<number>): void {
  const { query, points } = state;
  const { dimensions, blockSize, values, end } = points;
  if (observation.length !== blockSize) {
    throw new PmSimError(
      'detection/dimensions',
      `The observation has ${observation.length} values; the forest was made for ${blockSize}.`,
      { hint: 'Pass as many values as the option `dimensions` says.' },
    );
  }
  const kept = dimensions - blockSize;
  const from = end - kept;
  for (let j = 0; j < kept; j += 1) query[j] = values[from + j] as number;
  for (let j = 0; j < blockSize; j += 1) {
    const value = observation[j] as number;
    if (!(Math.abs(value) <= VALUE_MAX)) throw notFinite(j, value);
    // Adding zero turns -0 into 0, which compares equal but would not print or hash so.
    query[kept + j] = Math.fround(value) + 0;
  }
}

function notFinite(index: number, value: number): PmSimError {
  return new PmSimError(
    'detection/value',
    `Value ${index} of the observation is ${value}; expected a finite number up to ${VALUE_MAX}.`,
    { hint: 'Impute or drop missing values before, or use a monitor, which does.' },
  );
}

/** Score of the query; 0 until enough was observed. */
export function scoreQuery(state: ForestState): number {
  if (state.observed < state.settings.outputAfter) return 0;
  return scoreTrees(state.trees, state.query);
}

/** Takes the newest block of the query into the forest. */
export function learnQuery(state: ForestState): void {
  const { points, trees, samplers, settings, query } = state;
  state.observed += 1;
  appendBlock(points, query, query.length - settings.dimensions);
  if (state.observed < settings.shingleSize) return;
  countPoint(samplers);
  let added = -1;
  for (let tree = 0; tree < trees.treeCount; tree += 1) {
    if (!accepts(samplers, tree)) continue;
    if (isFull(samplers, tree)) {
      const old = evictionCandidate(samplers, tree);
      removePoint(trees, tree, old);
      dropPoint(points, old);
    }
    if (added < 0) added = addNewestPoint(points);
    const kept = insertPoint(trees, tree, added);
    retainPoint(points, kept);
    accept(samplers, tree, kept);
  }
  if (added >= 0 && points.references[added] === 0) releasePoint(points, added);
}
