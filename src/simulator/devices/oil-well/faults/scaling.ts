import type { WellFaultSizes } from '../parameters.ts';
import type { WellFault } from './well-fault.ts';

/** Scale grows in tubing and choke. Window of 72 hours: Vargas et al. 2019. Rate: engineering judgement. */
export const scaling: WellFault<Pick<WellFaultSizes, 'scalingTubing' | 'scalingChoke'>> = {
  mode: 'scaling',
  description: 'Scale in tubing and choke',
  kind: 'fault',
  course: 'loss',
  defaultOverMs: 72 * 3_600_000,
  perDeviceYear: 0.2,
  channels: ['liquid_rate_sm3d', 'whp_bar', 'choke_bar', 'bhp_bar'],
  apply(effects, damage, sizes) {
    effects.tubing *= 1 - sizes.scalingTubing * damage;
    effects.choke *= 1 - sizes.scalingChoke * damage;
  },
};
