import type { AudioFault } from './audio-fault.ts';

/**
 * A worn ear pad leaks and the filters no longer fit: 10 dB more noise remains. Headphones only;
 * a speaker has no noise cancelling to lose. Engineering judgement.
 */
export const ancDrift: AudioFault = {
  mode: 'anc-drift',
  description: 'Noise cancelling drifts out of tune: up to 10 dB more noise remains (headphones)',
  kind: 'fault',
  course: 'wear',
  defaultOverMs: 60 * 86_400_000,
  perDeviceYear: 0.06,
  channels: ['anc_resid_db'],
  kinds: ['headphone'],
  apply(effects, damage, sizes) {
    const size = sizes.ancDrift;
    effects.ancDb += size.noiseDb * damage;
  },
};
