import type { TurbineFault } from './turbine-fault.ts';

/**
 * The line is dead: no frequency, no voltage, no power. Kelmarsh: median 13 minutes.
 */
export const gridLoss: TurbineFault = {
  mode: 'grid-loss',
  description: 'The grid is lost and comes back',
  kind: 'operational',
  course: 'block',
  defaultOverMs: 800_000,
  perDeviceYear: 4, // 2 in 181 days at Kelmarsh
  channels: ['grid_hz', 'grid_v', 'power_kw', 'status_code'],
  apply(effects, damage) {
    if (damage > 0) effects.stop ??= 'grid-loss';
  },
};
