import type { MachineFault } from './machine-fault.ts';

/**
 * The thermometer of the housing reads more and more above the truth; no other channel confirms it.
 */
export const sensorDrift: MachineFault = {
  mode: 'sensor-drift',
  description: 'Thermometer of the housing drifts upwards; the machine is healthy',
  kind: 'sensor',
  course: 'ramp',
  defaultOverMs: 30 * 86_400_000,
  perDeviceYear: 0.3,
  channels: ['temperature'],
  apply(effects, damage, sizes) {
    const size = sizes.sensorDrift;
    effects.temperatureBiasK += size.biasK * damage;
  },
};
