import type { AudioFault } from './audio-fault.ts';

/**
 * Gas parts the layers of a cell: its resistance triples and it loses 30 % of its capacity.
 * Engineering judgement.
 */
export const batterySwelling: AudioFault = {
  mode: 'battery-swelling',
  description: 'Weak, swelling cell: three times the resistance, 30 % less capacity',
  kind: 'fault',
  course: 'wear',
  defaultOverMs: 30 * 86_400_000,
  perDeviceYear: 0.03,
  channels: [
    'batt_soh_pct',
    'batt_mv',
    'batt_ma',
    'batt_temp_c',
    'batt_soc_pct',
    'cycle_count',
    'health_score',
  ],
  apply(effects, damage, sizes) {
    const size = sizes.batterySwelling;
    effects.cellResistance *= 1 + size.resistanceGain * damage;
    effects.capacity *= 1 - size.capacityLoss * damage;
  },
};
