import type { FaultMode } from '../../../faults/fault.ts';
import type { AudioKind } from '../parameters.ts';
import type { AudioFaultSizes } from '../fault-parameters.ts';
import type { AudioEffects } from '../effects.ts';

/** Adds a fault's effect at a damage of 0 ... 1; several faults add up. */
export type ApplyFault = (effects: AudioEffects, damage: number, sizes: AudioFaultSizes) => void;

/**
 * Rates: hardware of all modes fails a few times in a hundred device-years, as returns of consumer
 * electronics do; software and neighbours trouble a device far more often. Engineering judgement.
 */
export interface AudioFault extends FaultMode {
  /** Kinds that can have it; all when absent. */
  readonly kinds?: readonly AudioKind[];
  readonly apply: ApplyFault;
}
