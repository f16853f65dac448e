import type { FaultMode } from '../../../faults/fault.ts';
import type { WellEffects } from '../effects.ts';

/** Adds a fault's effect at a damage of 0 ... 1; several faults add up. */
export type ApplyFault = (effects: WellEffects, damage: number) => void;

export interface WellFault extends FaultMode {
  readonly apply: ApplyFault;
}
