import type { TurbineFault } from './turbine-fault.ts';

/**
 * A leak in the hydraulics of brake and pitch, 5-20 % of the pressure a week; the commonest cause in
 * CARE (6 of 11 cases). Below the limit the turbine trips.
 */
export const hydraulicLeak: TurbineFault = {
  mode: 'hydraulic-leak',
  description:
    'Hydraulic oil leaks: the pump runs more often, pressure falls until the turbine stops',
  kind: 'fault',
  course: 'ramp',
  defaultOverMs: 14 * 86_400_000,
  perDeviceYear: 0.1, // half of pitch and hydraulics, 0.2 in WMEP
  channels: ['hyd_press_bar', 'status_code'],
  apply(effects, damage, sizes) {
    const size = sizes.hydraulicLeak;
    effects.hydraulicPressure *= 1 - size.pressureLoss * damage;
    effects.hydraulicLeak *= 1 + size.leakGain * damage;
  },
};
