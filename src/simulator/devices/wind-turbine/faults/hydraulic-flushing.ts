import type { TurbineFault } from './turbine-fault.ts';

/**
 * Pumps circulate the hydraulic oil through its filter. Kelmarsh: median 10 minutes.
 */
export const hydraulicFlushing: TurbineFault = {
  mode: 'hydraulic-flushing',
  description: 'The hydraulic oil is flushed',
  kind: 'operational',
  course: 'block',
  defaultOverMs: 600_000,
  perDeviceYear: 10, // 5 in 181 days at Kelmarsh
  channels: ['power_kw', 'status_code'],
  apply(effects, damage) {
    if (damage > 0) effects.stop ??= 'flushing';
  },
};
