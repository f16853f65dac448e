import { drawSign, sizeOf, type SensorFault } from './sensor-fault.ts';

/** Months of drift until the sensor is useless. */
const MONTHS = 6;
const MONTH_MS = 30 * 86_400_000;
/** Drift at full severity, share of the value at the onset a month. */
const SHARE_PER_MONTH = { low: 0.005, high: 0.02 };

/**
 * An ageing sensor: 0.5-2 % a month over half a year. A shorter time is the same drift in fast
 * motion, as with every fault.
 */
export const sensorDrift: SensorFault = {
  mode: 'sensor-drift',
  description: 'One sensor drifts by 0.5-2 % a month; the device is healthy',
  kind: 'sensor',
  course: 'ramp',
  defaultOverMs: MONTHS * MONTH_MS,
  perDeviceYear: 0.03,
  channels: [],
  begin({ quantity, random }) {
    const perMonth = random.between(SHARE_PER_MONTH.low, SHARE_PER_MONTH.high);
    const share = drawSign(random) * MONTHS * perMonth;
    let full: number | undefined;
    return (value, damage) => value + damage * (full ??= share * sizeOf(value, quantity));
  },
};
