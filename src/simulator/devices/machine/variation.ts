import type { Random } from '../../../runtime/random.ts';
import type { MachineParameters } from './parameters.ts';

/** How one unit differs from its kind: fixed at manufacture and installation. */
export interface UnitVariation {
  /** Factors. */
  readonly heat: number;
  readonly vibration: number;
  readonly cycle: number;
  readonly pressure: number;
  /** Offset, K. */
  readonly bearingK: number;
}

/** Draws in a fixed order, so a new quantity goes to the end. */
export function drawVariation(random: Random, { variation }: MachineParameters): UnitVariation {
  const about = (share: number): number => Math.exp(share * clipped(random.normal()));
  return {
    heat: about(variation.thermalShare),
    vibration: about(variation.vibrationShare),
    cycle: about(variation.cycleShare),
    pressure: about(variation.pressureShare),
    bearingK: variation.bearingK * clipped(random.normal()),
  };
}

/** No unit leaves the works beyond 2.5 standard deviations. */
function clipped(normal: number): number {
  return Math.max(-2.5, Math.min(2.5, normal));
}
