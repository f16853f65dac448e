import type { MachineFault } from './machine-fault.ts';

/**
 * A bearing without grease: metal touches metal, so high-frequency acceleration rises, and the bearing
 * runs more than 10 K hotter within hours; the velocity does not tell. Engineering judgement.
 */
export const lubricationLoss: MachineFault = {
  mode: 'lubrication-loss',
  description: 'Grease or oil is missing: hot bearing and high-frequency noise within hours',
  kind: 'fault',
  course: 'loss',
  defaultOverMs: 6 * 3_600_000,
  perDeviceYear: 0.8,
  channels: ['bearing_temp_c', 'accel_g', 'kurtosis'],
  apply(effects, damage, sizes) {
    const size = sizes.lubricationLoss;
    effects.bearingHeatK += size.heatK * damage;
    effects.acceleration *= 1 + size.accelerationGain * damage;
    effects.kurtosis += size.kurtosis * damage;
  },
};
