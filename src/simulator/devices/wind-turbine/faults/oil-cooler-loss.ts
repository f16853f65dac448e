import type { TurbineFault } from './turbine-fault.ts';

/**
 * Loss of the oil cooler (pump, fan or a clogged radiator). The thermostat's clamp is lost and the
 * oil climbs by its own heat from 60 to 75-85 degrees in hours; the turbine derates, then trips.
 */
export const oilCoolerLoss: TurbineFault = {
  mode: 'oil-cooler-loss',
  description: 'Gear-oil cooler loses its power: oil and gearbox bearings run hot, derate, trip',
  kind: 'fault',
  course: 'loss',
  defaultOverMs: 3 * 3_600_000,
  perDeviceYear: 0.1, // cooling and lubrication in CARE and WMEP; judgement
  channels: ['gear_oil_c', 'gear_brg_hss_c', 'gear_brg_ims_c', 'power_kw', 'status_code'],
  apply(effects, damage) {
    effects.cooler *= 1 - damage;
  },
};
