import type { MachineFault } from './machine-fault.ts';

/**
 * Spalling of a rolling bearing. Impacts come first: kurtosis and crest rise, and fall again when the
 * damage has spread over the raceway. The velocity follows late, hence the cube: 1.5 times the healthy
 * level at 84-99 % of life (IMS, FEMTO), six times at the end; heat in the last fifth.
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
    effects.bearingFactor += 6 * damage ** 3;
    effects.kurtosis += 9 * Math.sqrt(damage) * (1 - 0.6 * damage);
    effects.crest += 4.8 * Math.sqrt(damage) * (1 - 0.45 * damage);
    effects.acceleration *= 1 + 4 * damage;
    effects.bearingHeatK += 22 * damage ** 2;
  },
};
