import type { WellFault } from '../../faults/well-fault.ts';
import type { EspFaultSizes } from '../parameters.ts';
import { ELECTRICAL_PER_YEAR } from './run-life.ts';

/** Insulation of cable and motor decays exponentially over 10 to 90 days, then the drive trips. Engineering judgement. */
export const insulationLoss: WellFault<Pick<EspFaultSizes, 'insulationDecades'>> = {
  mode: 'insulation-loss',
  description: 'Loss of insulation of cable or motor',
  kind: 'fault',
  course: 'ramp',
  defaultOverMs: 30 * 86_400_000,
  perDeviceYear: ELECTRICAL_PER_YEAR,
  channels: ['insulation_mohm', 'leak_current_ma'],
  apply(effects, damage, sizes) {
    effects.insulation *= 10 ** (-sizes.insulationDecades * damage);
  },
};
