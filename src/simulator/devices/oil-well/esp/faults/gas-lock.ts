import type { WellFault } from '../../faults/well-fault.ts';

/** Gas fills the pump: it lifts no more until it clears. Engineering judgement. */
export const gasLock: WellFault = {
  mode: 'gas-lock',
  description: 'Gas lock of the pump, which clears by itself',
  kind: 'fault',
  course: 'excursion',
  defaultOverMs: 45 * 60_000,
  perDeviceYear: 0.5,
  channels: ['motor_amp', 'intake_bar', 'liquid_rate_sm3d', 'motor_temp_c'],
  apply(effects, damage) {
    effects.gas = Math.max(effects.gas, damage);
  },
};
