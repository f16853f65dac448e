import type { TurbineFault } from './turbine-fault.ts';

/**
 * A cap on the power, at 40-80 % of rated by severity. Blades pitch out to spill the rest.
 */
export const curtailment: TurbineFault = {
  mode: 'curtailment',
  description: 'The grid operator caps the power',
  kind: 'operational',
  course: 'block',
  defaultOverMs: 2 * 3_600_000,
  perDeviceYear: 12, // judgement; depends on the grid
  channels: ['power_kw', 'pitch_deg_1', 'rotor_rpm', 'status_code'],
  apply(effects, damage, sizes) {
    effects.powerLimit = Math.min(effects.powerLimit, 1 - sizes.curtailment.share * damage);
  },
};
