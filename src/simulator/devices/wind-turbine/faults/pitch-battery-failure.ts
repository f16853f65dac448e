import type { TurbineFault } from './turbine-fault.ts';

/**
 * The battery that would feather a blade without the grid is not good any more. Kelmarsh warns of it
 * five times in 181 days ("battery charge cycle axis error"); a turbine must not run without it.
 */
export const pitchBatteryFailure: TurbineFault = {
  mode: 'pitch-battery-failure',
  description: 'A pitch battery fails its charge cycle: the turbine stops until it is replaced',
  kind: 'fault',
  course: 'step',
  defaultOverMs: 3_600_000,
  perDeviceYear: 0.1, // judgement within control, 0.43 in WMEP
  channels: ['power_kw', 'status_code'],
  apply(effects, damage) {
    if (damage > 0) effects.stop ??= 'tripped';
  },
};
