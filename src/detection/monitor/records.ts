import type { MonitorOptions } from './monitor-options.ts';

export interface RecordsOptions {
  /** Interval that the options were written for, ms. */
  readonly designedForMs: number;
  /** Interval of the records, ms. */
  readonly intervalMs: number;
}

/*
 * What has to be seen, and for how long it is remembered, is so many readings at least. The times are
 * those of ten-minute records, the interval of SCADA histories. Engineering judgement.
 */

/** Three days: weather fronts and the thermostats' cycles are among what is taken for healthy. */
const WARM_UP = 432;
/** A day of single deviations, against which the usual size of averaged ones is learned. */
const SCALE_PRIOR = 432;
/** An hour: the noise of one record is no deviation. */
const SMOOTHING = 6;
/** Half an hour: residuals of successive records are correlated 0.94 to 0.98 (La Haute Borne). */
const CORRELATION = 3;
/** Six weeks: slower than wear grows, faster than seasons change. */
const MEMORY = 6_048;
/** Thirty days: a bearing that wears for weeks is no new normal. */
const ACCEPT_AFTER = 4_320;
/** An episode opens on so many of so many records and closes after so many calm ones: half an hour, two. */
const OPEN = { openCount: 3, openWindow: 4 };
const CLOSE_COUNT = 12;
/** A day: of what comes and goes an operator is told once. */
const REFRACTORY = 144;
/** Off by half of what would alarm, a channel is no longer believed. */
const DOUBT_SHARE = 0.5;
/** Beyond, the regression would be drawn out to where the machine has not been seen. */
const NOVELTY_MAX = 2;
const TREES = 30;

const HOUR_MS = 3_600_000;

/**
 * Options for records that come more slowly than the readings a monitor was set up for: one rule for
 * every family and file. As they are when the records come as fast.
 */
export function optionsForRecords(
  options: MonitorOptions,
  { designedForMs, intervalMs }: RecordsOptions,
): MonitorOptions {
  if (intervalMs <= designedForMs) return options;
  const atLeast = (ms: number | undefined, readings: number): number =>
    Math.max(ms ?? 0, readings * intervalMs);
  const { policy, normalBehaviour, protection } = options;
  return {
    numberOfTrees: TREES,
    ...options,
    timeDecay: 1 / MEMORY,
    warmUpMs: atLeast(options.warmUpMs, WARM_UP),
    smoothingMs: atLeast(options.smoothingMs ?? HOUR_MS / 60, SMOOTHING),
    scalePrior: SCALE_PRIOR,
    doubtShare: DOUBT_SHARE,
    normalBehaviour: {
      ...normalBehaviour,
      correlationMs: atLeast(normalBehaviour?.correlationMs, CORRELATION),
      memoryMs: atLeast(normalBehaviour?.memoryMs, MEMORY),
      noveltyMax: NOVELTY_MAX,
    },
    protection: { ...protection, acceptAfterMs: atLeast(protection?.acceptAfterMs, ACCEPT_AFTER) },
    policy: {
      ...policy,
      ...OPEN,
      closeCount: CLOSE_COUNT,
      refractoryMs: atLeast(policy?.refractoryMs, REFRACTORY),
    },
  };
}
