import type { FaultMode } from '../../../faults/fault.ts';
import type { WellEffects } from '../effects.ts';
import type { WellModel } from '../well.ts';

/** How a crew works on the wells of a profile. */
export type Operations = WellModel['operations'];

/** A fault or an operation of a well; `Sizes` are the parameters of the profile that it reads. */
export interface WellFault<Sizes = unknown> extends FaultMode {
  /** Adds its effect at a damage of 0 ... 1; several add up. */
  readonly apply: (effects: WellEffects, damage: number, sizes: Sizes) => void;
  /** Rate and length that the profile gives it. */
  readonly adapted?: (operations: Operations) => Partial<FaultMode>;
}
