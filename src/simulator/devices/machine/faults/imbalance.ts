import type { MachineFault } from './machine-fault.ts';

/**
 * Unbalance: deposits, a lost balancing weight or a chipped tool. The force grows with the square of the
 * speed. 5 mm/s at rated speed is in zone C of ISO 20816-3; engineering judgement.
 */
export const imbalance: MachineFault = {
  mode: 'imbalance',
  description: 'Unbalance of the rotor, as from deposits or a lost weight: vibration once a turn',
  kind: 'fault',
  course: 'ramp',
  defaultOverMs: 7 * 86_400_000,
  perDeviceYear: 0.6,
  channels: ['vibration'],
  apply(effects, damage, sizes) {
    const size = sizes.imbalance;
    effects.onceMms += size.onceMms * damage;
  },
};
