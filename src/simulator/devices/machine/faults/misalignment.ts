import type { MachineFault } from './machine-fault.ts';

/**
 * Shafts out of line after a foundation has settled or a pipe pulls. Twice a turn, and the bearing runs
 * 5 K warmer; engineering judgement.
 */
export const misalignment: MachineFault = {
  mode: 'misalignment',
  description:
    'Shafts out of line, as from a settled foundation: vibration twice a turn, warm bearing',
  kind: 'fault',
  course: 'ramp',
  defaultOverMs: 14 * 86_400_000,
  perDeviceYear: 0.5,
  channels: ['vibration', 'bearing_temp_c'],
  apply(effects, damage, sizes) {
    const size = sizes.misalignment;
    effects.twiceMms += size.twiceMms * damage;
    effects.bearingHeatK += size.heatK * damage;
  },
};
