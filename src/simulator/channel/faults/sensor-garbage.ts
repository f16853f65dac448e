import { createRuns } from './runs.ts';
import type { SensorFault } from './sensor-fault.ts';

/** Samples of garbage at a stretch, mean, and their share at full severity. Judgement. */
const RUN_SAMPLES = 5;
const GARBAGE_SHARE = 0.3;

/** A broken wire: zero, or a value at the end of the converter such as 276 degrees C. */
export const sensorGarbage: SensorFault = {
  mode: 'sensor-garbage',
  description: 'One sensor shows zero or an absurd value now and then; the device is healthy',
  kind: 'sensor',
  course: 'block',
  defaultOverMs: 86_400_000,
  perDeviceYear: 0.03,
  channels: [],
  begin({ quantity, random }) {
    const absurd = quantity.absurd[random.int(quantity.absurd.length)] ?? 0;
    const broken = createRuns(random, RUN_SAMPLES);
    return (value, damage) => (broken(GARBAGE_SHARE * damage) ? absurd : value);
  },
};
