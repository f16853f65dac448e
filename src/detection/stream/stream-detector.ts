import {
  optionError,
  resolveForestOptions,
  type RandomCutForestOptions,
} from '../random-cut-forest/forest-options.ts';
import { createForestState } from '../random-cut-forest/forest-state.ts';
import { learnQuery, scoreQuery, setQuery } from '../random-cut-forest/forest-stream.ts';
import { imputeQuery } from '../random-cut-forest/impute.ts';
import { readForest, writeForest } from '../random-cut-forest/snapshot.ts';
import { createByteReader } from '../snapshot/byte-reader.ts';
import { createByteWriter } from '../snapshot/byte-writer.ts';
import { openSnapshot, sealSnapshot, type SnapshotKind } from '../snapshot/envelope.ts';
import { decide } from './decide.ts';
import { createDiscounted, deviationOf, meanOf } from './discounted.ts';
import {
  createScoreThreshold,
  DEFAULT_SCORE_THRESHOLD,
  type ScoreThresholdOptions,
} from './score-threshold.ts';
import type {
  Candidate,
  CorrectionReason,
  Outcome,
  StreamMemory,
  StreamState,
} from './stream-state.ts';
import {
  addInput,
  createInputStatistics,
  invert,
  needsInitialStatistics,
  scaleOf,
  shiftOf,
  transform,
  type InputStatistics,
  type TransformMethod,
} from './transform.ts';

export interface StreamDetectorOptions extends RandomCutForestOptions {
  /** Done to the inputs before the forest sees them; default `normalise`. */
  readonly transform?: TransformMethod;
  /** How fast the transform's statistics forget, per observation; default 1 / sampleSize. */
  readonly transformDecay?: number;
  /** Explain breaches by neighbours and drift as well; default true. */
  readonly autoAdjust?: boolean;
  readonly threshold?: Partial<ScoreThresholdOptions>;
  /** Compatibility with `score >= 2` pipelines: a fixed threshold, nothing explained away. */
  readonly fixedThreshold?: number;
}

export interface Decision {
  readonly score: number;
  readonly threshold: number;
  /** 0 no anomaly; up to 1 the surer. */
  readonly grade: number;
  /** Why a score above the threshold was not an anomaly. */
  readonly reason?: CorrectionReason;
  /** Of an anomaly: observations since it happened, 0 for this one, -1 for the one before, … */
  readonly relativeIndex?: number;
  /** Of an anomaly: the score shared out over the inputs. */
  readonly attribution?: readonly number[];
  /** Of an anomaly: what the inputs should have been. */
  readonly expected?: readonly number[];
}

/** Anomaly decisions on a stream of evenly spaced observations. */
export interface StreamDetector {
  /** Judges the observation, then learns it. NaN marks a missing value, which is imputed. */
  observe(observation: ArrayLike<number>): Decision;
  /** Binary state; `restoreStreamDetector` continues from it bit for bit. */
  snapshot(): Uint8Array;
}

const SNAPSHOT: SnapshotKind = { code: 3, name: 'stream detector', version: 1 };
/** Observations before the first is normalised. */
const INITIAL_OBSERVATIONS = 10;
const SHINGLE_SIZE = 8;

/** @throws PmSimError `detection/option` */
export function createStreamDetector(options: StreamDetectorOptions): StreamDetector {
  const settings = resolveForestOptions({ shingleSize: SHINGLE_SIZE, ...options });
  const transformDecay = options.transformDecay ?? 1 / settings.sampleSize;
  if (!(transformDecay >= 0 && transformDecay < 1)) {
    throw optionError('transformDecay', transformDecay, 'a number from 0 to below 1');
  }
  const { dimensions, shingleSize, timeDecay } = settings;
  const each = <T>(create: () => T): T[] => Array.from({ length: dimensions }, create);
  const memory: StreamMemory = {
    settings: {
      dimensions,
      shingleSize,
      transform: options.transform ?? 'normalise',
      autoAdjust: options.autoAdjust ?? true,
      threshold: { ...DEFAULT_SCORE_THRESHOLD, ...options.threshold },
      fixedThreshold: options.fixedThreshold ?? null,
    },
    inputs: each(() => createInputStatistics(transformDecay)),
    threshold: createScoreThreshold(timeDecay),
    initial: [],
    index: 0,
    last: null,
    lastAnomaly: null,
    runLength: 0,
    runActual: each(() => createDiscounted(timeDecay)),
    runExpected: each(() => createDiscounted(timeDecay)),
  };
  return detectorOf({ memory, forest: createForestState(settings) });
}

/** @throws PmSimError `detection/snapshot` */
export function restoreStreamDetector(bytes: Uint8Array): StreamDetector {
  const reader = createByteReader(openSnapshot(SNAPSHOT, bytes));
  const memory = JSON.parse(reader.text()) as StreamMemory;
  return detectorOf({ memory, forest: readForest(reader.bytes()) });
}

function detectorOf(state: StreamState): StreamDetector {
  return {
    observe: (observation) => observe(state, Array.from(observation)),
    snapshot() {
      const writer = createByteWriter();
      writer.text(JSON.stringify(state.memory));
      writer.bytes(writeForest(state.forest));
      return sealSnapshot(SNAPSHOT, writer.finish());
    },
  };
}

function observe(state: StreamState, observation: number[]): Decision {
  const { memory } = state;
  const { settings } = memory;
  if (needsInitialStatistics(settings.transform) && memory.index === 0) {
    memory.initial.push(
      observation.map((value, y) => (Number.isNaN(value) ? filler(memory, y) : value)),
    );
    if (memory.initial.length === INITIAL_OBSERVATIONS) learnInitial(state);
    return { score: 0, threshold: settings.threshold.initialThreshold, grade: 0 };
  }
  const candidate = candidateOf(state, observation);
  const score = scoreQuery(state.forest);
  const outcome = score > 0 ? decide(state, candidate, score) : null;
  const decision = decisionOf(state, outcome);
  learnInputs(memory, observation);
  learnQuery(state.forest);
  if (outcome !== null) remember(memory, candidate, outcome);
  memory.index += 1;
  return decision;
}

/** A missing first value is taken to be like the one before it. */
function filler(memory: StreamMemory, input: number): number {
  return memory.initial.at(-1)?.[input] ?? 0;
}

/** The first observations are normalised by their own statistics, all of them known. */
function learnInitial(state: StreamState): void {
  const { memory, forest } = state;
  const { initial, settings } = memory;
  const whole = memory.inputs.map((input, y) =>
    statisticsOf(
      input,
      initial.map((row) => row[y] as number),
    ),
  );
  for (const row of initial) {
    const moved = row.map((value, y) =>
      transform(whole[y] as InputStatistics, value, settings.transform),
    );
    setQuery(forest, moved);
    learnQuery(forest);
    learnInputs(memory, row);
    whole.forEach((input, y) => {
      input.last = row[y] as number;
    });
    memory.index += 1;
  }
  memory.initial = [];
}

function statisticsOf(like: InputStatistics, values: readonly number[]): InputStatistics {
  const input = createInputStatistics(like.values.discount);
  for (const value of values) addInput(input, value);
  // The smoothed spread lags behind that of the values; here the spread itself is the better guess.
  const settled = createInputStatistics(like.values.discount);
  for (const value of values) addInput(settled, value);
  settled.valueDeviations.sum = deviationOf(input.values) * settled.valueDeviations.weight;
  settled.stepDeviations.sum = deviationOf(input.steps) * settled.stepDeviations.weight;
  return settled;
}

function candidateOf(state: StreamState, observation: readonly number[]): Candidate {
  const { memory, forest } = state;
  const method = memory.settings.transform;
  const moved = memory.inputs.map((input, y) => {
    const value = observation[y] as number;
    return Number.isNaN(value) ? 0 : transform(input, value, method);
  });
  setQuery(forest, moved);
  imputeMissing(state, observation);
  return {
    point: forest.query,
    scales: memory.inputs.map((input) => scaleOf(input, method)),
    shifts: memory.inputs.map((input) => shiftOf(input, method)),
    stepDeviations: memory.inputs.map((input) => Math.abs(meanOf(input.stepDeviations))),
  };
}

function imputeMissing(state: StreamState, observation: readonly number[]): void {
  if (!observation.some(Number.isNaN)) return;
  const { query, trees, settings } = state.forest;
  const mask = new Uint8Array(query.length);
  observation.forEach((value, y) => {
    if (Number.isNaN(value)) mask[query.length - settings.dimensions + y] = 1;
  });
  imputeQuery(trees, query, mask);
}

function learnInputs(memory: StreamMemory, observation: readonly number[]): void {
  memory.inputs.forEach((input, y) => {
    const value = observation[y] as number;
    if (!Number.isNaN(value)) addInput(input, value);
  });
}

function remember(memory: StreamMemory, candidate: Candidate, outcome: Outcome): void {
  const anomalous = outcome.grade > 0;
  const { transform: method } = memory.settings;
  const remembered = {
    index: memory.index,
    score: outcome.score,
    threshold: outcome.threshold,
    point: anomalous ? Array.from(candidate.point) : [],
    expected: anomalous && outcome.expected !== null ? Array.from(outcome.expected) : null,
    relativeIndex: outcome.relativeIndex,
    shiftMoved: anomalous
      ? memory.inputs.map((input, y) => shiftOf(input, method) - (candidate.shifts[y] as number))
      : null,
  };
  memory.last = remembered;
  if (anomalous) memory.lastAnomaly = remembered;
}

function decisionOf(state: StreamState, outcome: Outcome | null): Decision {
  const { settings, inputs } = state.memory;
  if (outcome === null) {
    return { score: 0, threshold: settings.threshold.initialThreshold, grade: 0 };
  }
  const { score, threshold, grade, reason, relativeIndex, expected, attribution } = outcome;
  const basics = { score, threshold, grade };
  if (grade === 0) return reason === undefined ? basics : { ...basics, reason };
  const { dimensions } = settings;
  const start = state.forest.query.length + (relativeIndex - 1) * dimensions;
  const block = (values: Float64Array): number[] =>
    Array.from(values.slice(start, start + dimensions));
  return {
    ...basics,
    relativeIndex,
    ...(attribution && { attribution: block(attribution) }),
    ...(expected && {
      expected: block(expected).map((value, y) =>
        invert(inputs[y] as InputStatistics, value, settings.transform),
      ),
    }),
  };
}
