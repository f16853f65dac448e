import { brokenShaft } from './broken-shaft.ts';
import { gasLock } from './gas-lock.ts';
import { insulationLoss } from './insulation-loss.ts';
import { pumpOff } from './pump-off.ts';
import { stageWear } from './stage-wear.ts';
import type { WellFault } from '../../faults/well-fault.ts';

/** Every fault that a pumped well can have; a new one is a file beside these and a line here. */
export const ESP_FAULTS: readonly WellFault[] = [
  gasLock,
  pumpOff,
  stageWear,
  brokenShaft,
  insulationLoss,
];
