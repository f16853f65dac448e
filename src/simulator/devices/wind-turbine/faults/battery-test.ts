import type { TurbineFault } from './turbine-fault.ts';

/**
 * The blades feather on battery power, one after the other. Kelmarsh: median 2.3 minutes.
 */
export const batteryTest: TurbineFault = {
  mode: 'battery-test',
  description: 'Weekly test of the pitch batteries',
  kind: 'operational',
  course: 'block',
  defaultOverMs: 138_000,
  perDeviceYear: 48, // 24 in 181 days at Kelmarsh
  channels: ['power_kw', 'status_code'],
  apply(effects, damage) {
    if (damage > 0) effects.stop ??= 'battery-test';
  },
};
