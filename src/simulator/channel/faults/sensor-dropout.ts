import { createRuns } from './runs.ts';
import type { SensorFault } from './sensor-fault.ts';

/** Samples that are missing at a stretch, mean, and their share at full severity. Judgement. */
const RUN_SAMPLES = 20;
const MISSING_SHARE = 0.5;

/** A loose plug: the value is missing for a while, comes back, is missing again. */
export const sensorDropout: SensorFault = {
  mode: 'sensor-dropout',
  description: 'One sensor delivers no value for runs of samples; the device is healthy',
  kind: 'sensor',
  course: 'block',
  defaultOverMs: 2 * 86_400_000,
  perDeviceYear: 0.05,
  channels: [],
  begin({ random }) {
    const missing = createRuns(random, RUN_SAMPLES);
    return (value, damage) => (missing(MISSING_SHARE * damage) ? undefined : value);
  },
};
