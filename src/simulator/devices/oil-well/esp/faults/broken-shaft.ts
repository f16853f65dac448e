import type { WellFault } from '../../faults/well-fault.ts';
import type { EspFaultSizes } from '../parameters.ts';
import { MECHANICAL_PER_YEAR } from './run-life.ts';

/** The motor turns, the pump does not: current at 35 to 50 %, until somebody stops it. Engineering judgement. */
export const brokenShaft: WellFault<Pick<EspFaultSizes, 'shaftCurrent'>> = {
  mode: 'broken-shaft',
  description: 'Broken shaft',
  kind: 'fault',
  course: 'step',
  defaultOverMs: 2 * 3_600_000,
  perDeviceYear: 0.15 * MECHANICAL_PER_YEAR,
  channels: ['motor_amp', 'intake_bar', 'discharge_bar', 'liquid_rate_sm3d'],
  apply(effects, damage, sizes) {
    effects.head *= 1 - damage;
    effects.current *= 1 - sizes.shaftCurrent * damage;
  },
};
