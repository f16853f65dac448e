import type { WellFault } from './well-fault.ts';

/** Liquid slugs fill the riser and blow out, every 45 to 105 minutes (3W). */
export const severeSlugging: WellFault = {
  mode: 'severe-slugging',
  description: 'Severe slugging in the riser',
  kind: 'fault',
  course: 'loss',
  defaultOverMs: 1 * 3_600_000,
  perDeviceYear: 0.5,
  channels: ['flowline_bar', 'whp_bar', 'bhp_bar'],
  apply(effects, damage) {
    effects.slugging = Math.max(effects.slugging, damage);
  },
};
