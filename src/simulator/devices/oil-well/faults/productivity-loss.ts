import type { WellFault } from './well-fault.ts';

/** The formation plugs. Window of 12 hours: Vargas et al. 2019; size by engineering judgement. */
export const productivityLoss: WellFault = {
  mode: 'productivity-loss',
  description: 'Rapid loss of productivity',
  kind: 'fault',
  course: 'loss',
  defaultOverMs: 12 * 3_600_000,
  perDeviceYear: 0.5,
  channels: ['bhp_bar', 'liquid_rate_sm3d'],
  apply(effects, damage) {
    effects.productivity *= 1 - 0.6 * damage;
  },
};
