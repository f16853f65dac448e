import { bearingWear } from './bearing-wear.ts';
import { beltSlip } from './belt-slip.ts';
import { cavitation } from './cavitation.ts';
import { electricalUnbalance } from './electrical-unbalance.ts';
import { imbalance } from './imbalance.ts';
import { looseness } from './looseness.ts';
import { lubricationLoss } from './lubrication-loss.ts';
import type { MachineFault } from './machine-fault.ts';
import { misalignment } from './misalignment.ts';
import { overheating } from './overheating.ts';
import { sealLeak } from './seal-leak.ts';
import { toolWear } from './tool-wear.ts';

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
  beltSlip,
];
