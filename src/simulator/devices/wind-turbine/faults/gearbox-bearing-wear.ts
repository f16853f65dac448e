import type { TurbineFault } from './turbine-fault.ts';

/** Friction heat of a bearing at its end, K at rated speed. EDP and CARE cases: +2 to +20. */
const HSS_HEAT_K = 20;
const IMS_HEAT_K = 14;

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
  perDeviceYear: 0.5,
  channels: [
    'vib_gearbox_mms',
    'vib_gearbox_kurtosis',
    'gear_brg_hss_c',
    'gear_brg_ims_c',
    'gear_oil_particles_ml',
  ],
  apply(effects, damage) {
    effects.hssHeatK += HSS_HEAT_K * damage;
    effects.imsHeatK += IMS_HEAT_K * damage;
    effects.gearboxVibration *= 1 + 4 * damage;
    effects.gearboxKurtosis += 10.6 * Math.sqrt(damage) * (1 - 0.55 * damage);
    effects.oilParticles *= 1 + 9 * damage;
  },
};
