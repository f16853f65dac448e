import type { Detector } from '../detector.ts';
import { optionError } from '../random-cut-forest/forest-options.ts';
import { requireFinite } from '../require-finite.ts';
import { openJson, sealJson } from '../snapshot/json-snapshot.ts';
import { eigenvectors } from './eigenvectors.ts';

export interface HotellingOptions {
  readonly dimensions: number;
  /** Weight of a new point; default 1/256. */
  readonly share?: number;
  /** Points to learn before scores are given; default 64. */
  readonly outputAfter?: number;
  /**
   * Principal components that are taken for normal operation. The score then is what they leave over
   * (the Q statistic of Jackson and Mudholkar, Technometrics 1979); without, Hotelling's T².
   */
  readonly components?: number;
}

interface HotellingState {
  readonly dimensions: number;
  readonly share: number;
  readonly outputAfter: number;
  readonly components: number;
  learned: number;
  readonly means: number[];
  /** Row by row. */
  readonly covariances: number[];
  /** Of the correlation matrix: eigenvalues and vectors, largest first, as of the last refresh. */
  values: number[];
  vectors: number[][];
}

const SNAPSHOT = { code: 12, name: 'Hotelling detector', version: 1 };
/** Points between two decompositions. */
const REFRESH_POINTS = 32;
/** Eigenvalues of the correlation matrix below this are noise of rounding and divide nothing. */
const EIGENVALUE_MIN = 1e-3;
const SPREAD_MIN = 1e-9;
const SPREAD_MIN_SHARE = 1e-6;

/**
 * Multivariate control chart (Hotelling, "Multivariate quality control", 1947): distance from the mean
 * in units of the joint spread, as the root of T² or Q per degree of freedom, about 1 for the ordinary.
 * @throws PmSimError `detection/option`
 */
export function createHotelling(options: HotellingOptions): Detector {
  const { dimensions, share = 1 / 256, outputAfter = 64, components = 0 } = options;
  if (components < 0 || components >= dimensions) {
    throw optionError('components', components, `a whole number from 0 to ${dimensions - 1}`);
  }
  return hotellingOf({
    dimensions,
    share,
    outputAfter,
    components,
    learned: 0,
    means: Array.from({ length: dimensions }, () => 0),
    covariances: Array.from({ length: dimensions * dimensions }, () => 0),
    values: [],
    vectors: [],
  });
}

/** @throws PmSimError `detection/snapshot` */
export function restoreHotelling(bytes: Uint8Array): Detector {
  return hotellingOf(openJson(SNAPSHOT, bytes) as HotellingState);
}

function hotellingOf(state: HotellingState): Detector {
  return {
    scoreOne(point) {
      requireFinite(point, state.dimensions);
      if (state.learned < state.outputAfter || state.vectors.length === 0) return 0;
      return distanceOf(state, point);
    },
    learnOne(point) {
      requireFinite(point, state.dimensions);
      learn(state, point);
      if (state.learned % REFRESH_POINTS === 0 || state.learned === state.outputAfter)
        decompose(state);
    },
    get observed() {
      return state.learned;
    },
    snapshot: () => sealJson(SNAPSHOT, state),
  };
}

function spreadOf(state: HotellingState, j: number): number {
  const floor = SPREAD_MIN_SHARE * Math.abs(state.means[j] as number) + SPREAD_MIN;
  const variance = state.covariances[j * state.dimensions + j] as number;
  return Math.max(Math.sqrt(Math.max(variance, 0)), floor);
}

function distanceOf(state: HotellingState, point: ArrayLike<number>): number {
  const { dimensions, components, means, values, vectors } = state;
  const off = means.map((mean, j) => ((point[j] as number) - mean) / spreadOf(state, j));
  let squares = 0;
  for (let k = components; k < dimensions; k += 1) {
    const vector = vectors[k] as number[];
    const along = off.reduce((sum, value, j) => sum + value * (vector[j] as number), 0);
    squares += (along * along) / Math.max(values[k] as number, EIGENVALUE_MIN);
  }
  return Math.sqrt(squares / Math.max(dimensions - components, 1));
}

function learn(state: HotellingState, point: ArrayLike<number>): void {
  const { dimensions, means, covariances } = state;
  state.learned += 1;
  const share = Math.max(state.share, 1 / state.learned);
  const off = means.map((mean, j) => (point[j] as number) - mean);
  for (let i = 0; i < dimensions; i += 1) {
    means[i] = (means[i] as number) + share * (off[i] as number);
    for (let j = 0; j < dimensions; j += 1) {
      const product = (off[i] as number) * (off[j] as number);
      const at = i * dimensions + j;
      covariances[at] = (1 - share) * ((covariances[at] as number) + share * product);
    }
  }
}

function decompose(state: HotellingState): void {
  const { dimensions, covariances } = state;
  const correlations = Array.from({ length: dimensions }, (_, i) =>
    Array.from({ length: dimensions }, (__, j) => {
      const scale = spreadOf(state, i) * spreadOf(state, j);
      return (covariances[i * dimensions + j] as number) / scale;
    }),
  );
  const { values, vectors } = eigenvectors(correlations);
  state.values = values;
  state.vectors = vectors;
}
