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
  /** Kurtosis of the healthy bearing above 3. */
  readonly kurtosisExcess: number;
  readonly bearing: BearingVariation;
  /** Unbalance of the healthy phases, %. */
  readonly unbalancePct: number;
}

/** How this unit's bearing will die. */
interface BearingVariation {
  /** Level at the end over the healthy one, and power of the damage with which it grows. */
  readonly endGain: number;
  readonly steepness: number;
  /** Share of the end's level at which the spall is smoothest, and what is lost of it there. */
  readonly healsAt: number;
  readonly healing: number;
}

/** Draws in a fixed order, so a new quantity goes to the end. */
export function drawVariation(random: Random, parameters: MachineParameters): UnitVariation {
  const { variation, vibration } = parameters;
  const about = (share: number): number => Math.exp(share * clipped(random.normal()));
  return {
    heat: about(variation.thermalShare),
    vibration: about(variation.vibrationShare),
    cycle: about(variation.cycleShare),
    pressure: about(variation.pressureShare),
    bearingK: variation.bearingK * clipped(random.normal()),
    kurtosisExcess: vibration.kurtosisExcess * about(KURTOSIS_SD_LOG),
    bearing: drawBearing(random.fork('bearing'), parameters),
    unbalancePct: UNBALANCE_PCT * about(UNBALANCE_SD_LOG),
  };
}

/** Spread of the healthy kurtosis between units, of its log. FEMTO 3.0-4.2. */
const KURTOSIS_SD_LOG = 0.5;
/** Unbalance of the phases of a healthy motor, %, and spread of its log. Judgement. */
const UNBALANCE_PCT = 1.2;
const UNBALANCE_SD_LOG = 0.3;
/** Level at which a spall heals, share of that at its end, and the share lost. IMS test 2; judgement. */
const HEALS_AT = [0.3, 0.6] as const;
const HEALING = [0.55, 0.8] as const;

function drawBearing(random: Random, { bearing }: MachineParameters): BearingVariation {
  return {
    endGain: bearing.endGain * Math.exp(bearing.endGainSdLog * clipped(random.normal())),
    steepness: bearing.steepness * Math.exp(bearing.steepnessSdLog * clipped(random.normal())),
    healsAt: random.between(...HEALS_AT),
    healing: random.chance(bearing.healingChance) ? random.between(...HEALING) : 0,
  };
}

/** No unit leaves the works beyond 2.5 standard deviations. */
function clipped(normal: number): number {
  return Math.max(-2.5, Math.min(2.5, normal));
}
