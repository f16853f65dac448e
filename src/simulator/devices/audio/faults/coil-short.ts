import type { AudioFault } from './audio-fault.ts';

/**
 * Burnt insulation shorts turns: the resistance of the first driver falls by 15-30 %. Engineering
 * judgement.
 */
export const coilShort: AudioFault = {
  mode: 'coil-short',
  description: 'Turns of the voice coil are shorted: resistance falls by up to 30 %',
  kind: 'fault',
  course: 'loss',
  defaultOverMs: 3_600_000,
  perDeviceYear: 0.004,
  channels: ['spk_re_ohm_1'],
  apply(effects, damage, sizes) {
    const size = sizes.coilShort;
    effects.coilResistance *= 1 - size.ohmLoss * damage;
  },
};
