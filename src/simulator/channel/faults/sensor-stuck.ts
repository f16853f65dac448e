import type { SensorFault } from './sensor-fault.ts';

/**
 * The sensor repeats the value that it had when the fault began. A gauge of the Volve field is stuck
 * on 0.2-0.6 % of its days; 18 days each at this rate are 0.4 %.
 */
export const sensorStuck: SensorFault = {
  mode: 'sensor-stuck',
  description: 'One sensor repeats its last value; the device is healthy',
  kind: 'sensor',
  course: 'block',
  defaultOverMs: 18 * 86_400_000,
  perDeviceYear: 0.08,
  channels: [],
  begin() {
    let held: number | undefined;
    return (value) => (held ??= value);
  },
};
