import type { MachineFault } from './machine-fault.ts';

/**
 * Suction head below what the pump needs: pressure noise three to six times, flow down by 5-20 %,
 * broadband acceleration up.
 */
export const cavitation: MachineFault = {
  mode: 'cavitation',
  description: 'Pump cavitates: unsteady pressure, less flow, broadband acceleration',
  kind: 'fault',
  course: 'loss',
  defaultOverMs: 1_800_000,
  perDeviceYear: 1.5,
  channels: ['pressure', 'flow', 'accel_g', 'vibration'],
  kinds: ['pump'],
  apply(effects, damage) {
    effects.pressureNoise *= 1 + 4 * damage;
    effects.pressure *= 1 - 0.05 * damage;
    effects.flow *= 1 - 0.16 * damage;
    effects.acceleration *= 1 + 3 * damage;
    effects.looseMms += 1 * damage;
  },
};
