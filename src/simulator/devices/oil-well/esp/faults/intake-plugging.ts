import type { WellFault } from '../../faults/well-fault.ts';
import type { EspFaultSizes } from '../parameters.ts';
import { MECHANICAL_PER_YEAR } from './run-life.ts';

/** Debris plugs the intake: less pressure before the pump, less flow, less load. Engineering judgement. */
export const intakePlugging: WellFault<Pick<EspFaultSizes, 'plugBar'>> = {
  mode: 'intake-plugging',
  description: 'Plugging of the pump intake',
  kind: 'fault',
  course: 'loss',
  defaultOverMs: 24 * 3_600_000,
  perDeviceYear: 0.2 * MECHANICAL_PER_YEAR,
  channels: ['intake_bar', 'discharge_bar', 'liquid_rate_sm3d', 'motor_amp'],
  apply(effects, damage, sizes) {
    effects.plugBar += sizes.plugBar * damage;
  },
};
