import type { FaultMode } from '../../../faults/fault.ts';
import type { CommerceEffects } from '../effects.ts';

/** Something that happens to a storefront. None is a fault of a machine. */
export interface CommerceEvent extends FaultMode {
  /** Adds its effect at a damage of 0 ... 1. */
  readonly apply: (effects: CommerceEffects, damage: number) => void;
}
