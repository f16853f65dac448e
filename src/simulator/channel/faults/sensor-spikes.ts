import { drawSign, sizeOf, type SensorFault } from './sensor-fault.ts';

/** Share of the samples that are spikes, and their height as shares of the value. */
const SHARE = { low: 1e-4, high: 1e-3 };
const HEIGHT = { low: 0.5, high: 3 };

/** Interference: single samples far away, in both directions. Severity scales their height. */
export const sensorSpikes: SensorFault = {
  mode: 'sensor-spikes',
  description: 'One sensor shows a spike in 0.01-0.1 % of its samples; the device is healthy',
  kind: 'sensor',
  course: 'block',
  defaultOverMs: 30 * 86_400_000,
  perDeviceYear: 0.01,
  channels: [],
  begin({ quantity, random }) {
    const share = random.between(SHARE.low, SHARE.high);
    return (value, damage) => {
      if (!random.chance(share)) return value;
      const height = random.between(HEIGHT.low, HEIGHT.high) * sizeOf(value, quantity);
      return value + damage * drawSign(random) * height;
    };
  },
};
