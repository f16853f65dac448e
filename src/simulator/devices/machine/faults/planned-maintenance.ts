import { HELD_CHANNELS } from './held-channels.ts';
import type { MachineFault } from './machine-fault.ts';

/**
 * Preventive maintenance. Azure PdM has 33 replaced components per machine-year and 7.6 failures, so
 * about 25 are planned. Its length is engineering judgement.
 */
export const plannedMaintenance: MachineFault = {
  mode: 'planned-maintenance',
  description: 'Planned maintenance: the machine stands for hours; no fault',
  kind: 'operational',
  course: 'block',
  defaultOverMs: 4 * 3_600_000,
  perDeviceYear: 25,
  channels: HELD_CHANNELS,
  apply(effects, damage) {
    if (damage > 0) effects.hold = 'maintenance';
  },
};
