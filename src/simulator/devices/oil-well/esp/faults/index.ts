import { bswIncrease } from '../../faults/bsw-increase.ts';
import { chokeErosion } from '../../faults/choke-erosion.ts';
import { chokeRestriction } from '../../faults/choke-restriction.ts';
import { WELL_OPERATIONS } from '../../faults/index.ts';
import type { Operations, WellFault } from '../../faults/well-fault.ts';
import type { EspFaultSizes } from '../parameters.ts';
import { brokenShaft } from './broken-shaft.ts';
import { gasLock } from './gas-lock.ts';
import { insulationLoss } from './insulation-loss.ts';
import { intakePlugging } from './intake-plugging.ts';
import { pumpLeak } from './pump-leak.ts';
import { pumpOff } from './pump-off.ts';
import { pumpSand } from './pump-sand.ts';
import { pumpScale } from './pump-scale.ts';
import { stageWear } from './stage-wear.ts';
import { vsdTrip } from './vsd-trip.ts';

/** Every fault that a pumped well can have; a new one is a file beside these and a line here. */
export const ESP_FAULTS: readonly WellFault<EspFaultSizes & Operations>[] = [
  gasLock,
  pumpOff,
  stageWear,
  brokenShaft,
  insulationLoss,
  intakePlugging,
  vsdTrip,
  pumpScale,
  pumpLeak,
  pumpSand,
  bswIncrease,
  chokeRestriction,
  chokeErosion,
  ...WELL_OPERATIONS,
];
