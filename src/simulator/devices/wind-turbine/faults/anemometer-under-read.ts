import type { TurbineFault } from './turbine-fault.ts';

/**
 * Bearing wear of the nacelle anemometer, 5-20 % in one to six months. The power seems too high for the
 * wind (apparent Cp above 0.59), and the controller starts late.
 */
export const anemometerUnderRead: TurbineFault = {
  mode: 'anemometer-under-read',
  description: 'Worn anemometer shows too little wind',
  kind: 'sensor',
  course: 'ramp',
  defaultOverMs: 90 * 86_400_000,
  perDeviceYear: 0.1, // of 0.25 sensor failures in WMEP; judgement
  channels: ['wind_speed_ms'],
  apply(effects, damage, sizes) {
    effects.anemometer *= 1 - sizes.anemometerUnderRead.share * damage;
  },
};
