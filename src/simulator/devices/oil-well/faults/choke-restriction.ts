import type { WellFault } from './well-fault.ts';

/** Debris in the choke. 3W: pressure before it up within ten minutes. */
export const chokeRestriction: WellFault = {
  mode: 'choke-restriction',
  description: 'Quick restriction of the choke',
  kind: 'fault',
  course: 'loss',
  defaultOverMs: 10 * 60_000,
  perDeviceYear: 0.5,
  channels: ['whp_bar', 'liquid_rate_sm3d'],
  apply(effects, damage) {
    effects.choke *= 1 - 0.15 * damage;
  },
};
