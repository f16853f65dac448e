import type { Random } from '../../../runtime/random.ts';
import type { AudioParameters } from './parameters.ts';

/** How one unit differs from its type: fixed at manufacture and in its home. */
export interface UnitVariation {
  /** Factors of coil resistance (two drivers), resonance, distortion, heat, use. */
  readonly coil: readonly [number, number];
  readonly resonance: number;
  readonly distortion: number;
  readonly heat: number;
  readonly use: number;
  /** Room over the mean, K; its noise and the microphone's gain, and the noise that remains, dB. */
  readonly roomK: number;
  readonly micDb: number;
  readonly ancDb: number;
  /** Distance to the access point, m. */
  readonly distanceM: number;
}

/** Spreads between units, engineering judgement: shares, K and dB. */
const COIL_SHARE = 0.02;
const RESONANCE_SHARE = 0.04;
const DISTORTION_SHARE = 0.15;
const HEAT_SHARE = 0.06;
const USE_SHARE = 0.35;
const ROOM_K = 1;
const MIC_DB = 1.5;
const ANC_DB = 1;

/** Draws in a fixed order, so a new quantity goes to the end. */
export function drawVariation(random: Random, { radio }: AudioParameters): UnitVariation {
  const about = (share: number): number => Math.exp(share * clipped(random.normal()));
  const offset = (scale: number): number => scale * clipped(random.normal());
  return {
    coil: [about(COIL_SHARE), about(COIL_SHARE)],
    resonance: about(RESONANCE_SHARE),
    distortion: about(DISTORTION_SHARE),
    heat: about(HEAT_SHARE),
    use: about(USE_SHARE),
    roomK: offset(ROOM_K),
    micDb: offset(MIC_DB),
    ancDb: offset(ANC_DB),
    distanceM: random.between(radio.nearM, Math.max(radio.nearM, radio.farM)),
  };
}

/** No unit leaves the works beyond 2.5 standard deviations. */
function clipped(normal: number): number {
  return Math.max(-2.5, Math.min(2.5, normal));
}
