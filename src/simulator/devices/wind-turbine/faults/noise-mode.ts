import type { TurbineFault } from './turbine-fault.ts';

/**
 * Operation at night near houses: the rotor's speed is limited, and the power with it.
 */
export const noiseMode: TurbineFault = {
  mode: 'noise-mode',
  description: 'Sound-managed operation: slower rotor and less power',
  kind: 'operational',
  course: 'block',
  defaultOverMs: 8 * 3_600_000,
  perDeviceYear: 12, // judgement; depends on the permit
  channels: ['power_kw', 'rotor_rpm', 'pitch_deg_1', 'status_code'],
  apply(effects, damage, sizes) {
    if (damage <= 0) return;
    const size = sizes.noiseMode;
    effects.speedLimit = Math.min(effects.speedLimit, 1 - size.speedShare * damage);
    effects.powerLimit = Math.min(effects.powerLimit, 1 - size.powerShare * damage);
    effects.quiet = true;
  },
};
