import type { TurbineFault } from './turbine-fault.ts';

/**
 * A spell of freezing wet air. It acts only while the ambient air is cold enough, so in a warm season
 * nothing happens; the ice outlasts the spell until it has melted. Enough ice freezes the anemometer
 * and stops the turbine (Kelmarsh: three stops, median 24 hours).
 */
export const bladeIcing: TurbineFault = {
  mode: 'blade-icing',
  description: 'Freezing wet air: ice on the blades takes power, then freezes the anemometer',
  kind: 'fault',
  course: 'block',
  defaultOverMs: 18 * 3_600_000,
  perDeviceYear: 6, // 3 in 181 winter and spring days at Kelmarsh
  channels: ['power_kw', 'rotor_rpm', 'wind_speed_ms', 'status_code'],
  apply(effects, damage) {
    effects.icing = Math.max(effects.icing, damage);
  },
};
