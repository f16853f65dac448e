import type { AudioFault } from './audio-fault.ts';

/**
 * Spider and surround creep and grow soft: the resonance falls by 10-20 %. Engineering judgement.
 */
export const suspensionCreep: AudioFault = {
  mode: 'suspension-creep',
  description: 'The suspension softens for good: resonance falls by up to 20 %',
  kind: 'fault',
  course: 'wear',
  defaultOverMs: 90 * 86_400_000,
  perDeviceYear: 0.03,
  channels: ['spk_fs_hz'],
  apply(effects, damage, sizes) {
    const size = sizes.suspensionCreep;
    effects.resonance *= 1 - size.resonanceLoss * damage;
  },
};
