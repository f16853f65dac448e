import { drawSign, sizeOf, type SensorFault } from './sensor-fault.ts';

/** Offset at full severity, share of the value at the onset. Engineering judgement. */
const BIAS_SHARE = { low: 0.05, high: 0.15 };

/** A sensor that was knocked, exchanged or calibrated wrongly: off by a constant. */
export const sensorBias: SensorFault = {
  mode: 'sensor-bias',
  description: 'One sensor is off by a constant 5-15 %; the device is healthy',
  kind: 'sensor',
  course: 'block',
  defaultOverMs: 30 * 86_400_000,
  perDeviceYear: 0.02,
  channels: [],
  begin({ quantity, random }) {
    const share = drawSign(random) * random.between(BIAS_SHARE.low, BIAS_SHARE.high);
    let offset: number | undefined;
    return (value, damage) => value + damage * (offset ??= share * sizeOf(value, quantity));
  },
};
