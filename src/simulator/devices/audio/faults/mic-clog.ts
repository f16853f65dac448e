import type { AudioFault } from './audio-fault.ts';

/**
 * Dust or water in the acoustic port takes 6-15 dB of a microphone's level. Engineering judgement.
 */
export const micClog: AudioFault = {
  mode: 'mic-clog',
  description: 'Dust clogs the microphones: their level falls by up to 15 dB',
  kind: 'fault',
  course: 'wear',
  defaultOverMs: 30 * 86_400_000,
  perDeviceYear: 0.06,
  channels: ['mic_noise_db'],
  apply(effects, damage, sizes) {
    const size = sizes.micClog;
    effects.micDb -= size.micDb * damage;
  },
};
