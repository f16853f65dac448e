import type { FaultMode } from '../../../faults/fault.ts';
import type { AudioEffects } from '../effects.ts';

/** Adds a fault's effect at a damage of 0 ... 1; several faults add up. */
export type ApplyFault = (effects: AudioEffects, damage: number) => void;

export interface AudioFault extends FaultMode {
  readonly apply: ApplyFault;
}
