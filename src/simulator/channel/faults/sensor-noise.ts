import { sizeOf, type SensorFault } from './sensor-fault.ts';

/** Scatter as a factor of the channel's own at full severity. */
const FACTOR = { low: 3, high: 10 };
/** Weight of the newest change in the channel's own scatter: a mean over about 30 samples. */
const NEWEST = 1 / 30;
/** Mean absolute change of white noise to its standard deviation: sqrt(pi)/2. */
const CHANGE_TO_SD = Math.sqrt(Math.PI) / 2;
/** Scatter that even a constant channel is taken to have, share of its value. Judgement. */
const FLOOR_SHARE = 2e-4;

/** A screen that is earthed no more: the channel's own scatter, from sample to sample, times 3-10. */
export const sensorNoise: SensorFault = {
  mode: 'sensor-noise',
  description: 'One sensor scatters 3-10 times as much as before; the device is healthy',
  kind: 'sensor',
  course: 'block',
  defaultOverMs: 3 * 86_400_000,
  perDeviceYear: 0.02,
  channels: [],
  begin({ quantity, random }) {
    const drawn = random.between(FACTOR.low, FACTOR.high);
    let last: number | undefined;
    let change: number | undefined;
    return (value, damage) => {
      const moved = Math.abs(value - (last ?? value));
      last = value;
      change = change === undefined ? moved : change + NEWEST * (moved - change);
      const own = Math.max(CHANGE_TO_SD * change, FLOOR_SHARE * sizeOf(value, quantity));
      const factor = 1 + damage * (drawn - 1);
      return value + own * Math.sqrt(factor * factor - 1) * random.normal();
    };
  },
};
