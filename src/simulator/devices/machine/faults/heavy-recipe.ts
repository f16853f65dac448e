import type { MachineFault } from './machine-fault.ts';

/**
 * An order of heavier pieces: a quarter more torque and longer cycles for a shift. Load, current and
 * winding move as in a fault, and nothing is wrong. Engineering judgement.
 */
export const heavyRecipe: MachineFault = {
  mode: 'heavy-recipe',
  description: 'Order of heavier pieces: more load and longer cycles for a shift; no fault',
  kind: 'operational',
  course: 'block',
  defaultOverMs: 8 * 3_600_000,
  perDeviceYear: 20,
  channels: [
    'load_pct',
    'power_kw',
    'current_a',
    'energy_consumption',
    'energy_kwh',
    'cycle_count',
    'motor_temp_c',
    'thermal_load_pct',
    'winding_excess_k',
    'bearing_temp_c',
    'temperature',
  ],
  apply(effects, damage, sizes) {
    const size = sizes.heavyRecipe;
    effects.torque *= 1 + size.torqueGain * damage;
    effects.cycle *= 1 + size.cycleGain * damage;
  },
};
