import type { WellFaultSizes } from '../parameters.ts';
import type { WellFault } from './well-fault.ts';

/** Water breaks through. Window of 12 hours: Vargas et al. 2019. Rate: engineering judgement. */
export const bswIncrease: WellFault<Pick<WellFaultSizes, 'waterCutRise'>> = {
  mode: 'bsw-increase',
  description: 'Rapid increase of water in the liquid',
  kind: 'fault',
  course: 'loss',
  defaultOverMs: 12 * 3_600_000,
  perDeviceYear: 0.2,
  channels: ['water_cut', 'bhp_bar', 'oil_rate_bbl_s'],
  apply(effects, damage, sizes) {
    effects.waterCut += sizes.waterCutRise * damage;
  },
};
