import { SCORER_NAMES } from '../monitor/monitor-options.ts';
import { ONE_LINER_NAMES } from './one-liner.ts';

/** Detectors that can be tried on a data set. */
export const TRIAL_NAMES = [...SCORER_NAMES, ...ONE_LINER_NAMES] as const;
export type TrialName = (typeof TRIAL_NAMES)[number];
