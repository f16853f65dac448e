import type { WellFault } from './well-fault.ts';

/** Scale grows in tubing and choke. 3 to 60 days; engineering judgement. */
export const scaling: WellFault = {
  mode: 'scaling',
  description: 'Scale in tubing and choke',
  kind: 'fault',
  course: 'loss',
  defaultOverMs: 20 * 86_400_000,
  perDeviceYear: 0.5,
  channels: ['liquid_rate_sm3d', 'whp_bar', 'bhp_bar'],
  apply(effects, damage) {
    effects.tubing *= 1 - 0.4 * damage;
    effects.choke *= 1 - 0.2 * damage;
  },
};
