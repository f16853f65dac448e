import type { MachineFault } from './machine-fault.ts';

/**
 * A loose foot or bearing seat: many harmonics, from one snapshot to the next unlike. Magnitudes by
 * engineering judgement.
 */
export const looseness: MachineFault = {
  mode: 'looseness',
  description: 'Loose foot or bearing seat: unsteady vibration with many harmonics',
  kind: 'fault',
  course: 'ramp',
  defaultOverMs: 7 * 86_400_000,
  perDeviceYear: 0.7,
  channels: ['vibration', 'kurtosis', 'accel_g'],
  apply(effects, damage, sizes) {
    const size = sizes.looseness;
    effects.looseMms += size.looseMms * damage;
    effects.vibrationScatter *= 1 + size.scatterGain * damage;
    effects.kurtosis += size.kurtosis * damage;
    effects.acceleration *= 1 + size.accelerationGain * damage;
  },
};
