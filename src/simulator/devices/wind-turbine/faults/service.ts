import type { TurbineFault } from './turbine-fault.ts';

/**
 * A technician stops the turbine. Kelmarsh: median 55 minutes, mean 2.2 hours.
 */
export const service: TurbineFault = {
  mode: 'service',
  description: 'Manual stop for service on site',
  kind: 'operational',
  course: 'block',
  defaultOverMs: 2 * 3_600_000,
  perDeviceYear: 18, // 9 in 181 days at Kelmarsh
  channels: ['power_kw', 'status_code'],
  apply(effects, damage) {
    if (damage > 0) effects.stop ??= 'service';
  },
};
