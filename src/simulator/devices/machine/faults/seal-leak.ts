import type { MachineFault } from './machine-fault.ts';

/**
 * A leaking shaft seal or valve: 10-40 % of the pressure is lost, and some of the flow.
 */
export const sealLeak: MachineFault = {
  mode: 'seal-leak',
  description: 'Seal leaks: pressure and flow fall',
  kind: 'fault',
  course: 'wear',
  defaultOverMs: 7 * 86_400_000,
  perDeviceYear: 1.2,
  channels: ['pressure', 'flow'],
  kinds: ['pump', 'compressor'],
  apply(effects, damage, sizes) {
    const size = sizes.sealLeak;
    effects.pressure *= 1 - size.pressureLoss * damage;
    effects.flow *= 1 - size.flowLoss * damage;
  },
};
