import type { TurbineFault } from './turbine-fault.ts';

/**
 * Rain and hail roughen the leading edges: 0.5-5 % of the power below rated, over one to five years.
 * At rated the pitch makes up for it.
 */
export const leadingEdgeErosion: TurbineFault = {
  mode: 'leading-edge-erosion',
  description: 'Eroded blades yield less in partial load',
  kind: 'fault',
  course: 'ramp',
  defaultOverMs: 730 * 86_400_000,
  perDeviceYear: 0.1, // judgement: in one to five years of a life of 20
  channels: ['power_kw', 'rotor_rpm'],
  apply(effects, damage, sizes) {
    effects.aerodynamics *= 1 - sizes.leadingEdgeErosion.powerLoss * damage;
  },
};
