import type { WellFault } from './well-fault.ts';

/** A hydrate plug grows in the tubing. Half an hour to five hours (Vargas et al. 2019). */
export const hydrate: WellFault = {
  mode: 'hydrate',
  description: 'Hydrate plug in the tubing',
  kind: 'fault',
  course: 'loss',
  defaultOverMs: 2 * 3_600_000,
  perDeviceYear: 0.5,
  channels: ['liquid_rate_sm3d', 'whp_bar', 'wht_c'],
  apply(effects, damage) {
    effects.tubing *= 1 - 0.9 * damage;
  },
};
