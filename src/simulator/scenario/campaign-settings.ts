import { z } from 'zod';
import { quantity } from '../quantity.ts';

const severity = z
  .strictObject({ from: quantity(0.4, 0.01, 1), to: quantity(1, 0.01, 1) })
  .refine(({ from, to }) => from <= to, 'expected "from" to be at most "to"');

/** How random faults are drawn over a fleet. All defaults are engineering judgement but where it says so. */
export const campaignSettings = z.strictObject({
  /** Faults of a mode per device-year, mean over the fleet; a mode that is not named has its own rate. */
  rates: z.record(z.string(), z.number().min(0).max(100_000)).default({}),
  /** Multiplies every rate. */
  rateFactor: quantity(1, 0, 100_000),
  /** Share of the devices that get faults at all; half stay healthy as the reference. */
  afflictedShare: quantity(0.5, 0.01, 1),
  /** Most of all device time between onset and repair; 5 % is the usual bound for realistic anomaly data. */
  densityMax: quantity(0.05, 0.001, 0.5),
  /** Severity of a fault, uniform; below 0.4 few show at all. */
  severity: severity.default({ from: 0.4, to: 1 }),
  /** Shape of the gamma factor by which a device is more or less prone than the mean: 2 gives lemons. */
  proneShape: quantity(2, 1.01, 1_000),
  /** Scatter of the time from onset to failure about the mode's own, sigma of its logarithm. */
  spread: quantity(0.4, 0, 2),
  /** Faults of one device open at once, at most. */
  openMax: quantity(2, 1, 20),
});

export type CampaignSettings = z.output<typeof campaignSettings>;

export const DEFAULT_CAMPAIGN: CampaignSettings = campaignSettings.parse({});
