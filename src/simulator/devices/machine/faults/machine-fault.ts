import type { FaultMode } from '../../../faults/fault.ts';
import type { MachineFaultSizes } from '../fault-parameters.ts';
import type { MachineEffects } from '../effects.ts';
import type { MachineKind } from '../kinds.ts';

/** Adds a fault's effect at a damage of 0 ... 1; several faults add up. */
export type ApplyFault = (
  effects: MachineEffects,
  damage: number,
  sizes: MachineFaultSizes,
) => void;

/**
 * Rates: with those of its kind a machine fails six to eight times a year, as the 100 machines of Azure
 * PdM do (7.6 failures per machine-year). How the failures divide among the modes is engineering judgement.
 */
export interface MachineFault extends FaultMode {
  /** Kinds that can have it; all when absent. */
  readonly kinds?: readonly MachineKind[];
  readonly apply: ApplyFault;
}
