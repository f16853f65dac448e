import type { TurbineFault } from './turbine-fault.ts';

/**
 * A storm-like excursion of the wind at one turbine, such as a downburst: rises within minutes, blows
 * for the time given and passes. It stands for the "anomaly" data set beside the "normal" one of wind
 * monitoring demonstrations, and has to be reported, hence a fault and not a confounder.
 */
export const windAnomaly: TurbineFault = {
  mode: 'wind-anomaly',
  description: 'Storm-like excursion of the wind at one turbine that passes by itself',
  kind: 'fault',
  course: 'excursion',
  defaultOverMs: 10 * 60_000,
  perDeviceYear: 0.2, // judgement: thunderstorm days that hit a site
  channels: ['wind_speed_ms', 'power_kw', 'pitch_deg_1', 'tower_acc_mg'],
  apply(effects, damage, sizes) {
    effects.windMps += sizes.windAnomaly.windMps * damage;
    effects.turbulence *= 1 + sizes.windAnomaly.turbulenceGain * damage;
  },
};
