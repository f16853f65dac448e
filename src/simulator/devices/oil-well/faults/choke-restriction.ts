import type { WellFaultSizes } from '../parameters.ts';
import type { WellFault } from './well-fault.ts';

/** Debris in the choke. Window of 15 minutes: Vargas et al. 2019; 3W: +4 to +11 % before it. Rate: engineering judgement. */
export const chokeRestriction: WellFault<Pick<WellFaultSizes, 'chokeRestriction'>> = {
  mode: 'choke-restriction',
  description: 'Quick restriction of the choke',
  kind: 'fault',
  course: 'loss',
  defaultOverMs: 15 * 60_000,
  perDeviceYear: 0.3,
  channels: ['choke_bar', 'whp_bar', 'liquid_rate_sm3d'],
  apply(effects, damage, sizes) {
    effects.choke *= 1 - sizes.chokeRestriction * damage;
  },
};
