import type { AudioFault } from './audio-fault.ts';

/**
 * A coil that is off its centre touches the pole: rub and buzz, distortion 3-10 times at resonance.
 * Engineering judgement; measured as in IEC 60268-21.
 */
export const coilRub: AudioFault = {
  mode: 'coil-rub',
  description: 'Voice coil rubs in its gap: distortion at resonance up to eight times',
  kind: 'fault',
  course: 'wear',
  defaultOverMs: 10 * 86_400_000,
  perDeviceYear: 0.01,
  channels: ['thd_pct'],
  apply(effects, damage, sizes) {
    const size = sizes.coilRub;
    effects.distortion *= 1 + size.distortionGain * damage;
  },
};
