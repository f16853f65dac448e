import { HELD_CHANNELS } from './held-channels.ts';
import type { MachineFault } from './machine-fault.ts';

/**
 * The line is set up for another product: the machine stands for longer than between two recipes. No
 * fault; engineering judgement.
 */
export const changeover: MachineFault = {
  mode: 'changeover',
  description: 'Line is set up for another product: the machine stands; no fault',
  kind: 'operational',
  course: 'block',
  defaultOverMs: 45 * 60_000,
  perDeviceYear: 24,
  channels: HELD_CHANNELS,
  apply(effects, damage) {
    if (damage > 0) effects.hold = 'changeover';
  },
};
