import type { WellFault } from '../../faults/well-fault.ts';

/** Stages wear and scale. Head -10 to -40 % over 30 to 200 days; engineering judgement. */
export const stageWear: WellFault = {
  mode: 'stage-wear',
  description: 'Wear of the pump stages',
  kind: 'fault',
  course: 'wear',
  defaultOverMs: 90 * 86_400_000,
  perDeviceYear: 0.5,
  channels: ['discharge_bar', 'liquid_rate_sm3d', 'vib_g'],
  apply(effects, damage) {
    effects.head *= 1 - 0.35 * damage;
    effects.vibrationG += 0.3 * damage;
  },
};
