import type { ForestState } from '../random-cut-forest/forest-state.ts';
import type { Discounted } from './discounted.ts';
import type { ScoreThreshold, ScoreThresholdOptions } from './score-threshold.ts';
import type { InputStatistics, TransformMethod } from './transform.ts';

/** Why a score above the threshold is no anomaly. */
export type CorrectionReason =
  | 'noise'
  | 'anomaly-in-shingle'
  | 'conditional-forecast'
  | 'forecast'
  | 'drift';

export interface StreamSettings {
  readonly dimensions: number;
  readonly shingleSize: number;
  readonly transform: TransformMethod;
  /** Ask for fewer deviations where scores are low, and explain breaches by neighbours and drift. */
  readonly autoAdjust: boolean;
  readonly threshold: ScoreThresholdOptions;
  /** Compatibility: every score from here on is anomalous, nothing is explained away. */
  readonly fixedThreshold: number | null;
}

/** What later decisions remember of a point: plain data. */
export interface Remembered {
  readonly index: number;
  readonly score: number;
  readonly threshold: number;
  readonly point: readonly number[];
  readonly expected: readonly number[] | null;
  /** 0 for the newest block of the shingle, -1 for the one before it, … */
  readonly relativeIndex: number;
  /** How far the point moved the centre of each input. */
  readonly shiftMoved: readonly number[] | null;
}

/** State beside the forest; plain data, whose JSON is its snapshot. */
export interface StreamMemory {
  readonly settings: StreamSettings;
  readonly inputs: InputStatistics[];
  readonly threshold: ScoreThreshold;
  /** The first observations, until there are enough to normalise by. */
  initial: number[][];
  /** Observations transformed. */
  index: number;
  last: Remembered | null;
  lastAnomaly: Remembered | null;
  /** Anomalies in a row, those explained away included once it has begun. */
  runLength: number;
  readonly runActual: Discounted[];
  readonly runExpected: Discounted[];
}

export interface StreamState {
  readonly memory: StreamMemory;
  readonly forest: ForestState;
}

/** The shingle in question, and what turns it back into inputs. */
export interface Candidate {
  readonly point: Float64Array;
  readonly scales: readonly number[];
  readonly shifts: readonly number[];
  /** Usual deviation of each input's steps. */
  readonly stepDeviations: readonly number[];
}

export interface Outcome {
  readonly score: number;
  readonly threshold: number;
  readonly grade: number;
  readonly reason?: CorrectionReason;
  readonly relativeIndex: number;
  readonly expected: Float64Array | null;
  /** Score per dimension of the shingle, both sides together. */
  readonly attribution: Float64Array | null;
}
