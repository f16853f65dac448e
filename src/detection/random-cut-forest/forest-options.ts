import { PmSimError } from '../../runtime/errors.ts';
import { TREES_MAX } from './point-store.ts';
import { DIMENSIONS_MAX, SAMPLE_SIZE_MAX } from './tree-store.ts';

export interface RandomCutForestOptions {
  /** Values of one observation. */
  readonly dimensions: number;
  /** Trees whose scores are averaged; default 50. */
  readonly numberOfTrees?: number;
  /** Points that each tree holds; default 256. */
  readonly sampleSize?: number;
  /** Successive observations that make one point of the forest; default 1. */
  readonly shingleSize?: number;
  /** How fast the sample forgets: weight exp(-timeDecay) per observation; default 1 / (10 sampleSize). */
  readonly timeDecay?: number;
  /** Observations to learn before scores are given, 0 until then; default sampleSize / 4. */
  readonly outputAfter?: number;
  /** Equal seeds and equal observations give equal scores; default 0. */
  readonly seed?: number | string;
}

export type ForestSettings = Required<RandomCutForestOptions>;

/** @throws PmSimError `detection/option` naming the field, what it is and what it may be. */
export function resolveForestOptions(options: RandomCutForestOptions): ForestSettings {
  const sampleSize = options.sampleSize ?? 256;
  const settings = {
    dimensions: options.dimensions,
    numberOfTrees: options.numberOfTrees ?? 50,
    sampleSize,
    shingleSize: options.shingleSize ?? 1,
    timeDecay: options.timeDecay ?? 1 / (10 * sampleSize),
    outputAfter: options.outputAfter ?? Math.floor(sampleSize / 4),
    seed: options.seed ?? 0,
  };
  requireInteger('dimensions', settings.dimensions, [1, DIMENSIONS_MAX]);
  requireInteger('numberOfTrees', settings.numberOfTrees, [1, TREES_MAX]);
  requireInteger('sampleSize', settings.sampleSize, [2, SAMPLE_SIZE_MAX]);
  requireInteger('shingleSize', settings.shingleSize, [1, DIMENSIONS_MAX / settings.dimensions]);
  requireInteger('outputAfter', settings.outputAfter, [0, Number.MAX_SAFE_INTEGER]);
  if (!(settings.timeDecay >= 0 && settings.timeDecay <= 1)) {
    throw optionError('timeDecay', settings.timeDecay, 'a number from 0 to 1');
  }
  return settings;
}

function requireInteger(
  field: string,
  value: number,
  [least, greatest]: readonly [number, number],
): void {
  if (Number.isInteger(value) && value >= least && value <= greatest) return;
  throw optionError(field, value, `a whole number from ${least} to ${Math.floor(greatest)}`);
}

export function optionError(field: string, value: unknown, expected: string): PmSimError {
  return new PmSimError('detection/option', `${field} is ${String(value)}; expected ${expected}.`, {
    hint: `Set ${field} to ${expected}.`,
  });
}
