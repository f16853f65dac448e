import type { WellFaultSizes } from '../parameters.ts';
import type { WellFault } from './well-fault.ts';

/** The formation plugs. Window of 12 hours: Vargas et al. 2019. Rate: engineering judgement. */
export const productivityLoss: WellFault<Pick<WellFaultSizes, 'productivityLoss'>> = {
  mode: 'productivity-loss',
  description: 'Rapid loss of productivity',
  kind: 'fault',
  course: 'loss',
  defaultOverMs: 12 * 3_600_000,
  perDeviceYear: 0.2,
  channels: ['bhp_bar', 'liquid_rate_sm3d', 'whp_bar', 'choke_bar'],
  apply(effects, damage, sizes) {
    effects.productivity *= 1 - sizes.productivityLoss * damage;
  },
};
