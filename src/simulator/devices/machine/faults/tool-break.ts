import type { MachineFault } from './machine-fault.ts';

/**
 * A broken insert: what is left no longer cuts its share, so the torque falls at once, and it is out of
 * balance and rubs. Force falls when a tool breaks (Altintas, Manufacturing Automation, 2012, on tool
 * monitoring); sizes, and that the next inspected part gives it away, are engineering judgement.
 */
export const toolBreak: MachineFault = {
  mode: 'tool-break',
  description: 'Tool breaks: less torque at once, unbalance and rubbing',
  kind: 'fault',
  course: 'step',
  defaultOverMs: 10 * 60_000,
  perDeviceYear: 1,
  channels: [
    'load_pct',
    'power_kw',
    'current_a',
    'vibration',
    'accel_g',
    'kurtosis',
    'crest',
    'energy_consumption',
    'energy_kwh',
    'motor_temp_c',
    'thermal_load_pct',
    'winding_excess_k',
    'bearing_temp_c',
    'temperature',
  ],
  kinds: ['spindle'],
  apply(effects, damage) {
    effects.torque *= 1 - 0.4 * damage;
    effects.onceMms += 1.8 * damage;
    effects.kurtosis += 1.2 * damage;
    effects.crest += 0.8 * damage;
    effects.acceleration *= 1 + 1.2 * damage;
  },
};
