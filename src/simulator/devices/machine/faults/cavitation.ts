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
  apply(effects, damage, sizes) {
    const size = sizes.cavitation;
    effects.pressureNoise *= 1 + size.pressureNoiseGain * damage;
    effects.pressure *= 1 - size.pressureLoss * damage;
    effects.flow *= 1 - size.flowLoss * damage;
    effects.acceleration *= 1 + size.accelerationGain * damage;
    effects.looseMms += size.looseMms * damage;
  },
};
