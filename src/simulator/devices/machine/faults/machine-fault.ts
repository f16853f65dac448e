import type { FaultMode } from '../../../faults/fault.ts';
import type { MachineEffects } from '../effects.ts';
import type { MachineKind } from '../kinds.ts';

/** Adds a fault's effect at a damage of 0 ... 1; several faults add up. */
export type ApplyFault = (effects: MachineEffects, damage: number) => void;

export interface MachineFault extends FaultMode {
  /** Kinds that can have it; all when absent. */
  readonly kinds?: readonly MachineKind[];
  readonly apply: ApplyFault;
}
