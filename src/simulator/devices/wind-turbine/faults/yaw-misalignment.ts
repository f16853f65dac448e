import type { TurbineFault } from './turbine-fault.ts';

/**
 * A wind vane that was mounted or knocked askew. The controller follows it, so the yaw error that it
 * measures stays as it was; what shows is the power, by 1-8 %, and a direction off the neighbours'.
 * Stays until service.
 */
export const yawMisalignment: TurbineFault = {
  mode: 'yaw-misalignment',
  description: 'Biased wind vane: the nacelle stands off the wind and power is lost',
  kind: 'fault',
  course: 'step',
  defaultOverMs: 7 * 86_400_000,
  perDeviceYear: 0.1, // judgement: a vane in ten is touched in a year
  channels: ['power_kw', 'wind_dir_deg'],
  apply(effects, damage, sizes) {
    effects.vaneDeg += sizes.yawMisalignment.vaneDeg * damage;
  },
};
