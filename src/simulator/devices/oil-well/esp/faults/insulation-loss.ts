import type { WellFault } from '../../faults/well-fault.ts';

/** Logarithm of what is left at the end: below the limit that trips the drive. */
const INSULATION_DECAY = 7;

/** Insulation of cable and motor decays until the drive trips. Engineering judgement. */
export const insulationLoss: WellFault = {
  mode: 'insulation-loss',
  description: 'Loss of insulation of cable or motor',
  kind: 'fault',
  course: 'loss',
  defaultOverMs: 30 * 86_400_000,
  perDeviceYear: 0.5,
  channels: ['insulation_mohm', 'leak_current_ma'],
  apply(effects, damage) {
    effects.insulation *= Math.exp(-INSULATION_DECAY * damage);
  },
};
