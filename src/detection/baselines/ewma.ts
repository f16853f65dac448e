import type { Detector } from '../detector.ts';
import { requireFinite } from '../require-finite.ts';
import { openJson, sealJson } from '../snapshot/json-snapshot.ts';

export interface EwmaOptions {
  readonly dimensions: number;
  /** Weight of a new point; default 1/256. */
  readonly share?: number;
  /** Points to learn before scores are given; default 64. */
  readonly outputAfter?: number;
}

interface EwmaState {
  readonly dimensions: number;
  readonly share: number;
  readonly outputAfter: number;
  learned: number;
  readonly means: number[];
  readonly variances: number[];
}

const SNAPSHOT = { code: 10, name: 'EWMA detector', version: 1 };
/** Spread that a constant signal is taken to have, relative to its value. */
const SPREAD_MIN_SHARE = 1e-6;
const SPREAD_MIN = 1e-9;

/**
 * The control chart of S. W. Roberts (Technometrics, 1959): distance of each value from its
 * exponentially weighted mean in standard deviations; the score is the largest over the dimensions.
 */
export function createEwma(options: EwmaOptions): Detector {
  const { dimensions, share = 1 / 256, outputAfter = 64 } = options;
  const zeros = (): number[] => Array.from({ length: dimensions }, () => 0);
  return ewmaOf({
    dimensions,
    share,
    outputAfter,
    learned: 0,
    means: zeros(),
    variances: zeros(),
  });
}

/** @throws PmSimError `detection/snapshot` */
export function restoreEwma(bytes: Uint8Array): Detector {
  return ewmaOf(openJson(SNAPSHOT, bytes) as EwmaState);
}

function ewmaOf(state: EwmaState): Detector {
  const { dimensions, means, variances } = state;
  return {
    scoreOne(point) {
      requireFinite(point, dimensions);
      if (state.learned < state.outputAfter) return 0;
      let score = 0;
      for (let j = 0; j < dimensions; j += 1) {
        const mean = means[j] as number;
        const spread = Math.sqrt(variances[j] as number);
        const floor = SPREAD_MIN_SHARE * Math.abs(mean) + SPREAD_MIN;
        score = Math.max(score, Math.abs((point[j] as number) - mean) / Math.max(spread, floor));
      }
      return score;
    },
    learnOne(point) {
      requireFinite(point, dimensions);
      state.learned += 1;
      const share = Math.max(state.share, 1 / state.learned);
      for (let j = 0; j < dimensions; j += 1) {
        const off = (point[j] as number) - (means[j] as number);
        means[j] = (means[j] as number) + share * off;
        variances[j] = (1 - share) * ((variances[j] as number) + share * off * off);
      }
    },
    get observed() {
      return state.learned;
    },
    snapshot: () => sealJson(SNAPSHOT, state),
  };
}
