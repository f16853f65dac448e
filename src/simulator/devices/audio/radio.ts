import { pacedDiffusion } from '../../signals/pace.ts';
import type { AudioParameters } from './parameters.ts';
import type { AudioUnit } from './unit.ts';

/** Signal at which half of all frames are sent again, dBm, and its width, dB. Judgement. */
const RETRY_HALF_DBM = -78;
const RETRY_WIDTH_DB = 3;
/** Disconnections an hour of a good link and of a lost one, and where it turns. Judgement. */
const GOOD_PER_H = 0.02;
const LOST_PER_H = 6;
const LOST_DBM = -84;

/** Mean signal without fading: log-distance path loss, dBm. */
export function meanSignalDbm({ radio }: AudioParameters, distanceM: number): number {
  return radio.atOneMetreDbm - 10 * radio.exponent * Math.log10(distanceM);
}

/** Fading, doors and people, frames sent again, and lost connections. */
export function stepRadio(unit: AudioUnit, stepS: number): void {
  const { state, parameters, effects, random } = unit;
  const { radio } = parameters;
  const { keep, kick } = pacedDiffusion(unit.paces.shadow, stepS, radio.shadowTauMin * 60);
  state.shadow = keep * state.shadow + kick * random.radio.normal();
  moveDoor(unit);
  const door = state.doorShut ? radio.doorDb : 0;
  state.rssiDbm = unit.signalDbm + radio.shadowDb * state.shadow - door + effects.radioDb;
  const weak = logistic((RETRY_HALF_DBM - state.rssiDbm) / RETRY_WIDTH_DB);
  state.retryShare = 1 - (1 - weak) * (1 - effects.busyAir);
  const perH = GOOD_PER_H + LOST_PER_H * logistic((LOST_DBM - state.rssiDbm) / RETRY_WIDTH_DB);
  state.disconnectBudget -= (perH * stepS) / 3_600;
  while (state.disconnectBudget <= 0) {
    state.disconnects += 1;
    state.disconnectBudget += random.links.exponential();
  }
}

/** A telegraph whose times are drawn when it turns; several turns may fall into a long step. */
function moveDoor({ state, parameters, random }: AudioUnit): void {
  while (state.doorUntilMs <= state.nowMs) {
    state.doorShut = !state.doorShut;
    const { doorShutMin, doorOpenMin } = parameters.radio;
    const mean = state.doorShut ? doorShutMin : doorOpenMin;
    state.doorUntilMs += Math.max(1, random.links.exponential() * mean * 60_000);
  }
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
