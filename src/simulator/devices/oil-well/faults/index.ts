import type { WellFaultSizes } from '../parameters.ts';
import { bswIncrease } from './bsw-increase.ts';
import { chokeChange } from './choke-change.ts';
import { chokeErosion } from './choke-erosion.ts';
import { chokeRestriction } from './choke-restriction.ts';
import { dhsvClosure } from './dhsv-closure.ts';
import { flowInstability } from './flow-instability.ts';
import { hydrate } from './hydrate.ts';
import { productivityLoss } from './productivity-loss.ts';
import { sandProduction } from './sand-production.ts';
import { scaling } from './scaling.ts';
import { severeSlugging } from './severe-slugging.ts';
import { shutIn } from './shut-in.ts';
import { tubingLeak } from './tubing-leak.ts';
import type { Operations, WellFault } from './well-fault.ts';
import { wellTest } from './well-test.ts';

/** What crews do to wells of any kind: no faults. */
export const WELL_OPERATIONS: readonly WellFault<Operations>[] = [shutIn, wellTest, chokeChange];

/** Every fault that a naturally flowing well can have; a new one is a file beside these and a line here. */
export const WELL_FAULTS: readonly WellFault<WellFaultSizes & Operations>[] = [
  dhsvClosure,
  severeSlugging,
  flowInstability,
  bswIncrease,
  productivityLoss,
  chokeRestriction,
  scaling,
  hydrate,
  chokeErosion,
  tubingLeak,
  sandProduction,
  ...WELL_OPERATIONS,
];
