import type { WellFault } from '../../faults/well-fault.ts';
import type { EspFaultSizes } from '../parameters.ts';
import { MECHANICAL_PER_YEAR } from './run-life.ts';

/** Stages wear. Head -10 to -40 % over 30 to 200 days; engineering judgement. */
export const stageWear: WellFault<Pick<EspFaultSizes, 'wearHead' | 'wearVibrationG'>> = {
  mode: 'stage-wear',
  description: 'Wear of the pump stages',
  kind: 'fault',
  course: 'wear',
  defaultOverMs: 90 * 86_400_000,
  perDeviceYear: 0.3 * MECHANICAL_PER_YEAR,
  channels: ['discharge_bar', 'intake_bar', 'liquid_rate_sm3d', 'vib_g'],
  apply(effects, damage, sizes) {
    effects.head *= 1 - sizes.wearHead * damage;
    effects.vibrationG += sizes.wearVibrationG * damage;
  },
};
