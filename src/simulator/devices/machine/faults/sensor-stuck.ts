import type { MachineFault } from './machine-fault.ts';

/**
 * The velocity sensor repeats its last value, whatever the machine does.
 */
export const sensorStuck: MachineFault = {
  mode: 'sensor-stuck',
  description: 'Velocity sensor repeats its last value; the machine is healthy',
  kind: 'sensor',
  course: 'step',
  defaultOverMs: 3_600_000,
  perDeviceYear: 0.5,
  channels: ['vibration'],
  apply(effects, damage) {
    if (damage > 0) effects.vibrationStuck = true;
  },
};
