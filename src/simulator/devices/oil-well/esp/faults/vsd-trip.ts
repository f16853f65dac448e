import type { WellFault } from '../../faults/well-fault.ts';

/** The drive trips and is held off; once it is reset the pump starts again. Engineering judgement. */
export const vsdTrip: WellFault = {
  mode: 'vsd-trip',
  description: 'Trip of the variable speed drive',
  kind: 'fault',
  course: 'block',
  defaultOverMs: 1 * 3_600_000,
  perDeviceYear: 2,
  channels: [
    'on_stream',
    'motor_amp',
    'freq_hz',
    'volt',
    'intake_bar',
    'discharge_bar',
    'liquid_rate_sm3d',
  ],
  apply(effects, damage) {
    effects.driveTrip = damage > 0 ? 1 : effects.driveTrip;
  },
};
