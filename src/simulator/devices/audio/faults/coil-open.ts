import type { AudioFault } from './audio-fault.ts';

/**
 * A lead or a joint corrodes and parts: the resistance of the first driver climbs beyond what the
 * amplifier can measure. Engineering judgement.
 */
export const coilOpen: AudioFault = {
  mode: 'coil-open',
  description: 'A joint of the voice coil opens: resistance beyond what can be measured',
  kind: 'fault',
  course: 'wear',
  defaultOverMs: 86_400_000,
  perDeviceYear: 0.006,
  channels: ['spk_re_ohm_1'],
  apply(effects, damage, sizes) {
    const size = sizes.coilOpen;
    effects.coilResistance *= 1 + size.ohmGain * damage ** 2;
  },
};
