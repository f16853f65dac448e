import { pacedDiffusion, pacedGain } from '../../signals/pace.ts';
import { copperFactor } from './thermal.ts';
import type { AudioUnit } from './unit.ts';

/** Memory of the slow part of the acoustic figures, s. Engineering judgement. */
const ROOM_TAU_S = 2_400;
/** Share of full excursion that the programme's mean power makes at full volume. Judgement. */
const EXCURSION_MAX = 0.9;
/** Clipped peaks a minute at full volume, from this volume on; underruns an hour of play. */
const CLIP_FROM = 0.85;
const CLIPS_PER_MIN = 40;
export const UNDERRUNS_PER_H = 0.1;
const UNDERRUNS_PER_H_LOST = 60;
/** Play over which the rate of underruns is averaged, s. */
const RATE_TAU_S = 1_800;

/** Room noise and figures that drift, and what is counted while playing. */
export function stepAcoustics(unit: AudioUnit, stepS: number): void {
  const { state, effects, random, paces } = unit;
  const { keep, kick } = pacedDiffusion(paces.room, stepS, ROOM_TAU_S);
  state.roomNoise = keep * state.roomNoise + kick * random.acoustics.normal();
  state.distortion = keep * state.distortion + kick * random.acoustics.normal();
  state.residue = keep * state.residue + kick * random.acoustics.normal();
  if (state.operating !== 'playing') return;
  const over = Math.max(0, (state.volume - CLIP_FROM) / (1 - CLIP_FROM));
  state.clips += (CLIPS_PER_MIN * over * stepS) / 60;
  const lost = Math.max(0, state.retryShare - 0.5) * 2;
  const perH = UNDERRUNS_PER_H + UNDERRUNS_PER_H_LOST * lost + effects.underrunsPerH;
  state.underruns += (perH * stepS) / 3_600;
  state.underrunsPerH += pacedGain(paces.gaps, stepS, RATE_TAU_S) * (perH - state.underrunsPerH);
}

/** Share of full excursion now; amplitude goes with the root of power. */
export function excursion({ state }: AudioUnit): number {
  if (state.operating !== 'playing') return 0;
  return EXCURSION_MAX * Math.sqrt(state.drive);
}

/** Sound pressure, dB: volume less power compression by the hot coil; else the room's own. */
export function soundDb(unit: AudioUnit): number {
  const { state, own, parameters } = unit;
  const room = ROOM_DB + ROOM_SD_DB * state.roomNoise;
  if (state.operating !== 'playing') return room;
  const { volumeRangeDb } = parameters.usage;
  const compression = 20 * Math.log10(copperFactor(state.coilC));
  return Math.max(room, own.splMaxDb + volumeRangeDb * (state.volume - 1) - compression);
}

/** Noise of a quiet home and its sd, dB. Engineering judgement. */
const ROOM_DB = 34;
const ROOM_SD_DB = 1.5;

/** Distortion at resonance, percent: a test tone's, and what asymmetric stiffness adds with amplitude. */
export function distortionPct(unit: AudioUnit): number {
  const { state, variation, effects } = unit;
  const level = DISTORTION_PCT * variation.distortion * (1 + DISTORTION_DRIFT * state.distortion);
  return effects.distortion * level * (1 + DISTORTION_SLOPE * excursion(unit));
}

/** Judgement: 0.6 % at rest, 1.8 % at full excursion. */
const DISTORTION_PCT = 0.6;
const DISTORTION_SLOPE = 2;
/** Sd of the slow drift with humidity and warmth, share. */
const DISTORTION_DRIFT = 0.05;

/** Resonance, Hz; a warm suspension is softer. */
export function resonanceHz({ own, variation, effects, state }: AudioUnit): number {
  const warm = 1 - RESONANCE_PER_K * (state.magnetC - 25);
  return own.resonanceHz * variation.resonance * effects.resonance * warm;
}

const RESONANCE_PER_K = 0.0004;

/** What the microphones hear of the sound in the room after echo cancellation, dB. */
export function microphoneDb({ variation, effects }: AudioUnit, sound: number): number {
  return sound * MIC_SLOPE + MIC_DB + variation.micDb + effects.micDb;
}

/** A remainder of the own sound stays in. Judgement. */
const MIC_SLOPE = 0.3;
const MIC_DB = 20;

/** Noise that noise cancelling leaves, dB below what is outside. */
export function residueDb({ state, variation, effects }: AudioUnit): number {
  return RESIDUE_DB + variation.ancDb + 0.4 * state.residue + effects.ancDb;
}

const RESIDUE_DB = -26;
