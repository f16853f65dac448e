import type { WellFault } from '../../faults/well-fault.ts';

/** The motor turns, the pump does not. Engineering judgement. */
export const brokenShaft: WellFault = {
  mode: 'broken-shaft',
  description: 'Broken shaft',
  kind: 'fault',
  course: 'loss',
  defaultOverMs: 10 * 1_000,
  perDeviceYear: 0.5,
  channels: ['motor_amp', 'intake_bar', 'discharge_bar', 'liquid_rate_sm3d'],
  apply(effects, damage) {
    effects.head *= 1 - damage;
    effects.current *= 1 - 0.25 * damage;
  },
};
