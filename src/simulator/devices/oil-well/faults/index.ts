import { bswIncrease } from './bsw-increase.ts';
import { chokeRestriction } from './choke-restriction.ts';
import { dhsvClosure } from './dhsv-closure.ts';
import { flowInstability } from './flow-instability.ts';
import { hydrate } from './hydrate.ts';
import { productivityLoss } from './productivity-loss.ts';
import { scaling } from './scaling.ts';
import { severeSlugging } from './severe-slugging.ts';
import type { WellFault } from './well-fault.ts';

/** Every fault that a naturally flowing well can have; a new one is a file beside these and a line here. */
export const WELL_FAULTS: readonly WellFault[] = [
  dhsvClosure,
  severeSlugging,
  flowInstability,
  bswIncrease,
  productivityLoss,
  chokeRestriction,
  scaling,
  hydrate,
];
