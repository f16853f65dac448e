import type { FaultMode } from '../../../faults/fault.ts';
import type { TurbineEffects } from '../effects.ts';
import type { TurbineFaultSizes } from '../fault-parameters.ts';

/** Adds a fault's effect at a damage of 0 ... 1; several faults add up. */
export type ApplyFault = (
  effects: TurbineEffects,
  damage: number,
  sizes: TurbineFaultSizes,
) => void;

export interface TurbineFault extends FaultMode {
  readonly apply: ApplyFault;
}
