import type { MachineFault } from './machine-fault.ts';

/**
 * Spalling of a rolling bearing; how it shows, and the tests on real bearings behind that, are in
 * `bearing.ts` and in the parameters `bearing`.
 */
export const bearingWear: MachineFault = {
  mode: 'bearing-wear',
  description: 'Spalling of a rolling bearing: impacts first, then vibration, then heat',
  kind: 'fault',
  course: 'wear',
  defaultOverMs: 30 * 86_400_000,
  perDeviceYear: 0.4,
  channels: ['vibration', 'kurtosis', 'crest', 'accel_g', 'bearing_temp_c'],
  apply(effects, damage) {
    effects.bearingDamage = Math.max(effects.bearingDamage, damage);
  },
};
