import type { MachineFault } from './machine-fault.ts';

/**
 * A worn or slack belt: the driven shaft loses up to 12 % of its speed, the belt flaps and warms the
 * bearing beside it. Engineering judgement.
 */
export const beltSlip: MachineFault = {
  mode: 'belt-slip',
  description: 'Belt slips: the driven shaft loses speed, unsteady vibration',
  kind: 'fault',
  course: 'loss',
  defaultOverMs: 3_600_000,
  perDeviceYear: 1.5,
  channels: [
    'slip_pct',
    'rpm',
    'vibration',
    'current_a',
    'power_kw',
    'bearing_temp_c',
    'accel_g',
    'flow',
    'energy_consumption',
    'energy_kwh',
    'motor_temp_c',
    'thermal_load_pct',
    'winding_excess_k',
    'temperature',
  ],
  kinds: ['compressor', 'conveyor'],
  apply(effects, damage, sizes) {
    const size = sizes.beltSlip;
    effects.slip += size.slipShare * damage;
    effects.looseMms += size.looseMms * damage;
    effects.vibrationScatter *= 1 + size.scatterGain * damage;
    effects.bearingHeatK += size.heatK * damage;
  },
};
