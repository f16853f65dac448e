import type { TurbineFault } from './turbine-fault.ts';

/**
 * An unwind by command, beside those that the twist of the cable asks for by itself. Kelmarsh: median
 * 13 minutes.
 */
export const cableUnwind: TurbineFault = {
  mode: 'cable-unwind',
  description: 'The nacelle turns back to untwist its cable',
  kind: 'operational',
  course: 'block',
  defaultOverMs: 778_000,
  perDeviceYear: 0.5, // judgement: by themselves 20 a year, 18 at Kelmarsh
  channels: ['power_kw', 'status_code'],
  apply(effects, damage) {
    if (damage > 0) effects.stop ??= 'unwinding';
  },
};
