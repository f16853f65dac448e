import type { WellFaultSizes } from '../parameters.ts';
import type { WellFault } from './well-fault.ts';

/** A hydrate plug grows in the tubing. Half an hour to five hours: Vargas et al. 2019. Rate: engineering judgement. */
export const hydrate: WellFault<Pick<WellFaultSizes, 'hydrate'>> = {
  mode: 'hydrate',
  description: 'Hydrate plug in the tubing',
  kind: 'fault',
  course: 'loss',
  defaultOverMs: 2 * 3_600_000,
  perDeviceYear: 0.1,
  channels: ['liquid_rate_sm3d', 'whp_bar', 'choke_bar', 'bhp_bar', 'wht_c'],
  apply(effects, damage, sizes) {
    effects.tubing *= 1 - sizes.hydrate * damage;
  },
};
