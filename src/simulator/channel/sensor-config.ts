import { z } from 'zod';
import { durationText } from '../quantity.ts';

/**
 * The `sensors` section of a profile: imperfections by metric, in addition to the noise and the
 * resolution that the devices of a family have of their own. None by default.
 */
export const sensorsSchema = z.record(
  z.string().min(1),
  z.strictObject({
    /** Factor of the true value; a pressure gauge of class 1 has 0.99 ... 1.01. */
    gain: z.number().min(-10).max(10).default(1),
    /** Added after the gain, in the metric's unit. */
    offset: z.number().default(0),
    /** Time constant of a first-order lag; a thermometer in a well has 10 s to some minutes. */
    lag: durationText(0, 86_400_000).default('0s'),
    /** Standard deviation of white noise, in the metric's unit. */
    noise: z.number().min(0).default(0),
    /** Step between two values that can be told apart, in the metric's unit; 0 = none. */
    resolution: z.number().min(0).default(0),
    /** Where the sensor saturates, in the metric's unit. */
    min: z.number().optional(),
    max: z.number().optional(),
  }),
);

export type SensorsConfig = z.output<typeof sensorsSchema>;
export type SensorConfig = SensorsConfig[string];
