import type { WellFault } from '../../faults/well-fault.ts';
import type { EspFaultSizes } from '../parameters.ts';

/** Gas fills the pump: it lifts no more until it clears, and comes again. Engineering judgement. */
export const gasLock: WellFault<Pick<EspFaultSizes, 'gasHead' | 'gasCooling'>> = {
  mode: 'gas-lock',
  description: 'Gas lock of the pump, which clears by itself',
  kind: 'fault',
  course: 'telegraph',
  defaultOverMs: 6 * 3_600_000,
  perDeviceYear: 2,
  channels: ['motor_amp', 'intake_bar', 'discharge_bar', 'liquid_rate_sm3d', 'motor_temp_c'],
  apply(effects, damage, sizes) {
    effects.gas = Math.max(effects.gas, damage);
    effects.gasHead = Math.max(effects.gasHead, sizes.gasHead * damage);
    effects.cooling *= 1 - sizes.gasCooling * damage;
  },
};
