import type { MachineFault } from './machine-fault.ts';

/**
 * A clogged or broken fan: the motor loses half of its cooling, so the winding rises to twice its usual
 * excess, and takes twice as long.
 */
export const overheating: MachineFault = {
  mode: 'overheating',
  description: 'Motor loses half of its cooling: winding and housing run hot',
  kind: 'fault',
  course: 'loss',
  defaultOverMs: 2 * 3_600_000,
  perDeviceYear: 0.7,
  channels: ['motor_temp_c', 'winding_excess_k', 'temperature'],
  apply(effects, damage, sizes) {
    const size = sizes.overheating;
    effects.cooling *= 1 - size.coolingLoss * damage;
  },
};
