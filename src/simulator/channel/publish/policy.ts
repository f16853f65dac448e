import type { Reading } from '../../../telemetry/reading.ts';

/**
 * Decides what a device tells of its samples, and when. Takes every sample in order of time and
 * returns what leaves the device now: none, the sample itself, or readings of earlier instants.
 */
export type Policy = (sample: Reading) => readonly Reading[];
