import type { WellFault } from './well-fault.ts';

/** The downhole safety valve closes by itself, at once. 3W: wellhead -23 to -71 %, bottom up. Window of 20 minutes: Vargas et al. 2019. Rate: engineering judgement. */
export const dhsvClosure: WellFault = {
  mode: 'dhsv-closure',
  description: 'Spurious closure of the downhole safety valve',
  kind: 'fault',
  course: 'step',
  defaultOverMs: 20 * 60_000,
  perDeviceYear: 0.3,
  channels: ['whp_bar', 'choke_bar', 'bhp_bar', 'liquid_rate_sm3d', 'wht_c'],
  apply(effects, damage) {
    effects.tubing *= 1 - damage;
  },
};
