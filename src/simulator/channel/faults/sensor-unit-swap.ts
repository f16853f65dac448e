import { quantityOf } from '../quantity-of.ts';
import type { SensorFault } from './sensor-fault.ts';

/** After a service the transmitter speaks another unit under the old name. Severity has no say. */
export const sensorUnitSwap: SensorFault = {
  mode: 'sensor-unit-swap',
  description: 'One sensor tells °F for °C, kPa for bar or in/s for mm/s; the device is healthy',
  kind: 'sensor',
  course: 'block',
  defaultOverMs: 5 * 86_400_000,
  perDeviceYear: 0.01,
  channels: [],
  applies: (metric) => quantityOf(metric).swapped !== undefined,
  begin:
    ({ quantity }) =>
    (value) =>
      quantity.swapped?.(value) ?? value,
};
