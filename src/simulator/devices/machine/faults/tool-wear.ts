import type { MachineFault } from './machine-fault.ts';

/**
 * A tool that wears faster than its counter says: 15-40 % more torque over its life of 200-240 minutes
 * (AI4I 2020), and chatter. The counter `tool_wear_min` is not moved: it counts time.
 */
export const toolWear: MachineFault = {
  mode: 'tool-wear',
  description: 'Tool wears faster than planned: more torque, chatter',
  kind: 'fault',
  course: 'wear',
  defaultOverMs: 220 * 60_000,
  perDeviceYear: 2.5,
  channels: [
    'load_pct',
    'power_kw',
    'current_a',
    'vibration',
    'accel_g',
    'energy_consumption',
    'energy_kwh',
    'motor_temp_c',
    'thermal_load_pct',
    'winding_excess_k',
    'bearing_temp_c',
    'temperature',
  ],
  kinds: ['spindle'],
  apply(effects, damage, sizes) {
    const size = sizes.toolWear;
    effects.torque *= 1 + size.torqueGain * damage;
    effects.looseMms += size.looseMms * damage;
    effects.acceleration *= 1 + size.accelerationGain * damage;
  },
};
