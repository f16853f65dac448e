import type { TurbineFault } from './turbine-fault.ts';

/**
 * Loss of the generator's fan (motor, blocked filter). The thermostat's clamp at 65 degrees is lost:
 * the stator passes it from a fifth of the load on and reaches 90-120 degrees at rated, within 1-3
 * hours. The nacelle is no longer ventilated and warms as well.
 */
export const generatorFanLoss: TurbineFault = {
  mode: 'generator-fan-loss',
  description: 'Generator fan loses its power: stator and nacelle run hot',
  kind: 'fault',
  course: 'loss',
  defaultOverMs: 2 * 3_600_000,
  perDeviceYear: 0.05, // the rest of the generator failures, WMEP
  channels: ['gen_stator_c', 'nacelle_c', 'gen_brg_de_c', 'gen_brg_nde_c'],
  apply(effects, damage) {
    effects.fan *= 1 - damage;
  },
};
