import type { WellFault } from './well-fault.ts';

/** The downhole safety valve closes by itself. 3W: wellhead -23 to -71 %, bottom up. */
export const dhsvClosure: WellFault = {
  mode: 'dhsv-closure',
  description: 'Spurious closure of the downhole safety valve',
  kind: 'fault',
  course: 'loss',
  defaultOverMs: 5 * 60_000,
  perDeviceYear: 0.5,
  channels: ['whp_bar', 'bhp_bar', 'liquid_rate_sm3d', 'wht_c'],
  apply(effects, damage) {
    effects.tubing *= 1 - damage;
  },
};
