import type { WellFault } from './well-fault.ts';

/** Water breaks through. Window of 12 hours: Vargas et al. 2019; size by engineering judgement. */
export const bswIncrease: WellFault = {
  mode: 'bsw-increase',
  description: 'Rapid increase of water in the liquid',
  kind: 'fault',
  course: 'loss',
  defaultOverMs: 8 * 3_600_000,
  perDeviceYear: 0.5,
  channels: ['water_cut', 'bhp_bar', 'oil_rate_bbl_s'],
  apply(effects, damage) {
    effects.waterCut += 0.4 * damage;
  },
};
