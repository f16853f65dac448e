import type { WellFault } from '../../faults/well-fault.ts';
import type { EspFaultSizes } from '../parameters.ts';
import { MECHANICAL_PER_YEAR } from './run-life.ts';

/** Scale narrows the stages and insulates the motor. Weeks to months; engineering judgement. */
export const pumpScale: WellFault<Pick<EspFaultSizes, 'scaleHead' | 'scaleCooling'>> = {
  mode: 'pump-scale',
  description: 'Scale in the pump and on its motor',
  kind: 'fault',
  course: 'loss',
  defaultOverMs: 45 * 86_400_000,
  perDeviceYear: 0.2 * MECHANICAL_PER_YEAR,
  channels: ['discharge_bar', 'liquid_rate_sm3d', 'motor_temp_c'],
  apply(effects, damage, sizes) {
    effects.head *= 1 - sizes.scaleHead * damage;
    effects.cooling *= 1 - sizes.scaleCooling * damage;
  },
};
