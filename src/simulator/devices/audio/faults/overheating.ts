import type { AudioFault } from './audio-fault.ts';

/**
 * Dust or a shelf blocks the vents: the thermal resistance of processor and case rises to 2.5 times,
 * where a busy processor throttles. Blocked vents 1.5-2.5 times; engineering judgement.
 */
export const overheating: AudioFault = {
  mode: 'overheating',
  description: 'Blocked vents: processor and case run hot, throttle, shut down',
  kind: 'fault',
  course: 'loss',
  defaultOverMs: 6 * 3_600_000,
  perDeviceYear: 0.08,
  channels: ['soc_temp_c', 'amp_temp_c', 'coil_temp_est_c', 'batt_temp_c', 'health_score'],
  kinds: ['smart-speaker'],
  apply(effects, damage, sizes) {
    const size = sizes.overheating;
    effects.ventResistance *= 1 + size.resistanceGain * damage;
  },
};
