import { z } from 'zod';
import { durationText } from '../quantity.ts';

const HOUR_MS = 3_600_000;

const share = z.number().min(0).max(1).default(0);

/**
 * The `dirt` section of a profile: what a field bus or a radio does to readings on their way from the
 * device to its edge. None by default.
 */
export const dirtSchema = z.strictObject({
  /** Readings that never arrive. */
  lossShare: share,
  /** Readings that arrive twice, the second time up to `delay` later. */
  duplicateShare: share,
  /** Readings that are held up by up to `delay`, so that later ones overtake them. */
  disorderShare: share,
  delay: durationText(1, 24 * HOUR_MS).default('10s'),
  /** Rate by which a device's clock is fast or slow, at most; a quartz has 20-100 ppm. */
  skewPpm: z.number().min(0).max(10_000).default(0),
  /** How far a device's clock is off at the start, at most, in either direction. */
  skewOffset: durationText(0, 24 * HOUR_MS).default('0s'),
});

export type DirtConfig = z.output<typeof dirtSchema>;
