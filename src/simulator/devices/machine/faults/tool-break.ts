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
  apply(effects, damage, sizes) {
    const size = sizes.toolBreak;
    effects.torque *= 1 - size.torqueLoss * damage;
    effects.onceMms += size.onceMms * damage;
    effects.kurtosis += size.kurtosis * damage;
    effects.crest += size.crest * damage;
    effects.acceleration *= 1 + size.accelerationGain * damage;
  },
};
