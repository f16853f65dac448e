import { HELD_CHANNELS } from './held-channels.ts';
import type { MachineFault } from './machine-fault.ts';

/**
 * An operator changes the tool outside the plan of the tool's life: the spindle stands, and goes on with
 * a new tool. No fault; engineering judgement.
 */
export const toolChange: MachineFault = {
  mode: 'tool-change',
  description: 'Operator changes the tool: the spindle stands and goes on with a new one; no fault',
  kind: 'operational',
  course: 'block',
  defaultOverMs: 8 * 60_000,
  perDeviceYear: 20,
  channels: HELD_CHANNELS,
  kinds: ['spindle'],
  apply(effects, damage) {
    if (damage > 0) effects.hold = 'changeover';
  },
};
