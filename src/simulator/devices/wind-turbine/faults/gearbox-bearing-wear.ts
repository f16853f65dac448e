import type { TurbineFault } from './turbine-fault.ts';

/**
 * Spalling of the high-speed shaft bearing. Impacts come first (kurtosis, particles), then the level
 * of vibration, then heat. P-F interval 14-120 days in the field; kurtosis falls again when the
 * damage has spread over the raceway (FEMTO, IMS).
 */
export const gearboxBearingWear: TurbineFault = {
  mode: 'gearbox-bearing-wear',
  description: 'Spalling of the high-speed shaft bearing of the gearbox: vibration, then heat',
  kind: 'fault',
  course: 'wear',
  defaultOverMs: 30 * 86_400_000,
  perDeviceYear: 0.1, // gearbox failures, WMEP
  channels: [
    'vib_gearbox_mms',
    'vib_gearbox_kurtosis',
    'gear_brg_hss_c',
    'gear_brg_ims_c',
    'gear_oil_particles_ml',
  ],
  apply(effects, damage, sizes) {
    const size = sizes.gearboxBearingWear;
    effects.hssHeatK += size.hssHeatK * damage;
    effects.imsHeatK += size.imsHeatK * damage;
    effects.gearboxVibration *= 1 + size.vibrationGain * damage;
    effects.gearboxKurtosis += size.kurtosis * Math.sqrt(damage) * (1 - 0.55 * damage);
    effects.oilParticles *= 1 + size.particleGain * damage;
  },
};
