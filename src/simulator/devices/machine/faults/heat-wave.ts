import type { MachineFault } from './machine-fault.ts';

/**
 * Days of hot weather: the air about the machine is up to 10 K warmer and drier, and every temperature
 * follows. It spares no machine of a shop, so a plan gives it to all of them. Engineering judgement.
 */
export const heatWave: MachineFault = {
  mode: 'heat-wave',
  description: 'Hot weather: the air in the shop is 10 K warmer for days; no fault',
  kind: 'operational',
  course: 'excursion',
  defaultOverMs: 4 * 86_400_000,
  perDeviceYear: 2,
  channels: [
    'ambient_c',
    'winding_excess_k',
    'temperature',
    'motor_temp_c',
    'bearing_temp_c',
    'humidity',
  ],
  apply(effects, damage, sizes) {
    const size = sizes.heatWave;
    effects.ambientK += size.ambientK * damage;
  },
};
