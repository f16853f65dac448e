import type { TurbineFault } from './turbine-fault.ts';

/**
 * Spalling, or pitting by shaft currents, of the drive-end bearing of the generator. P-F interval
 * 20-60 days.
 */
export const generatorBearingWear: TurbineFault = {
  mode: 'generator-bearing-wear',
  description: 'Spalling of the drive-end bearing of the generator: vibration, then heat',
  kind: 'fault',
  course: 'wear',
  defaultOverMs: 40 * 86_400_000,
  perDeviceYear: 0.07, // most of the generator failures, 0.1 in WMEP
  channels: ['vib_gen_mms', 'gen_brg_de_c'],
  apply(effects, damage, sizes) {
    const size = sizes.generatorBearingWear;
    effects.driveEndHeatK += size.heatK * damage;
    effects.generatorVibration *= 1 + size.vibrationGain * damage;
  },
};
