import { gearboxBearingWear } from './gearbox-bearing-wear.ts';
import { oilCoolerLoss } from './oil-cooler-loss.ts';
import type { TurbineFault } from './turbine-fault.ts';
import { windAnomaly } from './wind-anomaly.ts';

export type { ApplyFault, TurbineFault } from './turbine-fault.ts';

/** Every fault that a turbine can have; a new one is a file beside these and a line here. */
export const TURBINE_FAULTS: readonly TurbineFault[] = [
  gearboxBearingWear,
  oilCoolerLoss,
  windAnomaly,
];
