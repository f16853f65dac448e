import type { WellFault } from '../../faults/well-fault.ts';
import type { EspFaultSizes } from '../parameters.ts';

/** The inflow no longer feeds the pump, and its intake runs down. Engineering judgement. */
export const pumpOff: WellFault<Pick<EspFaultSizes, 'pumpOff'>> = {
  mode: 'pump-off',
  description: 'Pump-off: inflow falls below what the pump takes',
  kind: 'fault',
  course: 'loss',
  defaultOverMs: 12 * 3_600_000,
  perDeviceYear: 0.5,
  channels: ['intake_bar', 'motor_amp', 'liquid_rate_sm3d', 'bhp_bar'],
  apply(effects, damage, sizes) {
    effects.productivity *= 1 - sizes.pumpOff * damage;
  },
};
