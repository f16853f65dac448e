import type { MachineFault } from './machine-fault.ts';

/**
 * Unequal phases, from a bad contact or a shorted turn. The worst phase carries more current, the
 * winding heats up (NEMA MG 1: twice the square of the unbalance in per cent), and the motor hums at
 * twice the line frequency.
 */
export const electricalUnbalance: MachineFault = {
  mode: 'electrical-unbalance',
  description:
    'Phases of the motor are unequal: more current, hot winding, hum at twice the line frequency',
  kind: 'fault',
  course: 'loss',
  defaultOverMs: 3_600_000,
  perDeviceYear: 0.6,
  channels: [
    'current_a',
    'current_unbalance_pct',
    'thermal_load_pct',
    'motor_temp_c',
    'winding_excess_k',
    'temperature',
    'vibration',
  ],
  apply(effects, damage, sizes) {
    const size = sizes.electricalUnbalance;
    effects.unbalancePct += size.unbalancePct * damage;
    effects.current *= 1 + size.currentGain * damage;
    effects.motorHeat *= 1 + size.heatGain * damage;
    effects.twiceMms += size.twiceMms * damage;
  },
};
