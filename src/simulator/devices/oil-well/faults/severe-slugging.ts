import type { WellFault } from './well-fault.ts';

/** Liquid slugs fill the riser and gas blows them out, every 46 to 104 minutes (3W). Window of 5 hours: Vargas et al. 2019. Rate: engineering judgement. */
export const severeSlugging: WellFault = {
  mode: 'severe-slugging',
  description: 'Severe slugging in the riser',
  kind: 'fault',
  course: 'loss',
  defaultOverMs: 5 * 3_600_000,
  perDeviceYear: 0.5,
  channels: ['choke_bar', 'whp_bar', 'bhp_bar', 'liquid_rate_sm3d', 'wht_c'],
  apply(effects, damage) {
    effects.slugging = Math.max(effects.slugging, damage);
  },
};
