import { bearingWear } from './bearing-wear.ts';
import { beltSlip } from './belt-slip.ts';
import { cavitation } from './cavitation.ts';
import { changeover } from './changeover.ts';
import { electricalUnbalance } from './electrical-unbalance.ts';
import { heatWave } from './heat-wave.ts';
import { heavyRecipe } from './heavy-recipe.ts';
import { imbalance } from './imbalance.ts';
import { looseness } from './looseness.ts';
import { lubricationLoss } from './lubrication-loss.ts';
import { misalignment } from './misalignment.ts';
import { overheating } from './overheating.ts';
import { plannedMaintenance } from './planned-maintenance.ts';
import { sealLeak } from './seal-leak.ts';
import { toolBreak } from './tool-break.ts';
import { toolChange } from './tool-change.ts';
import { toolWear } from './tool-wear.ts';
import type { MachineFault } from './machine-fault.ts';

export type { ApplyFault } from './machine-fault.ts';

/** Every fault that a machine can have; a new one is a file beside these and a line here. */
export const MACHINE_FAULTS: readonly MachineFault[] = [
  bearingWear,
  imbalance,
  misalignment,
  looseness,
  lubricationLoss,
  overheating,
  electricalUnbalance,
  cavitation,
  sealLeak,
  toolWear,
  toolBreak,
  beltSlip,
  toolChange,
  changeover,
  plannedMaintenance,
  heavyRecipe,
  heatWave,
];
