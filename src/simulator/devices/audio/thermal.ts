import { pacedGain } from '../../signals/pace.ts';
import { AMPLIFIER_LOSS_SHARE, audioW, processorW } from './power.ts';
import type { AudioUnit } from './unit.ts';

/** Temperature coefficient of copper about 25 degrees C, 1/K. */
const COPPER_PER_K = 0.00393;
/** Amplifier to the air in the case, K/W at a speaker's scale, and min; cell to that air. Judgement. */
const AMPLIFIER_SHARE = 1.5;
const AMPLIFIER_TAU_MIN = 3;
const BATTERY_TAU_MIN = 30;
const DAY_S = 86_400;
/** Local hour at which a room is warmest. */
const WARMEST_H = 17;

/** Coil resistance at a temperature over that at 25 degrees C. */
export function copperFactor(coilC: number): number {
  return 1 + COPPER_PER_K * (coilC - 25);
}

/**
 * Heat from the case outwards. Power is constant within a step, so each node relaxes exactly to where
 * it settles; the coil is seconds fast and sits on the magnet, minutes slow.
 */
export function stepThermal(unit: AudioUnit, stepS: number): void {
  const { state, own, effects, variation, paces } = unit;
  const minutes = stepS / 60;
  const vent = effects.ventResistance * variation.heat;
  const watts = audioW(unit);
  const soc = processorW(unit);
  const boxTo = roomC(unit) + vent * own.boxKPerW * (soc + watts * (1 + AMPLIFIER_LOSS_SHARE));
  const box = state.boxC;
  state.boxC += pacedGain(paces.box, minutes, own.boxTauMin) * (boxTo - box);
  const socTo = box + vent * own.socKPerW * soc;
  state.socC += pacedGain(paces.soc, minutes, own.socTauMin) * (socTo - state.socC);
  const ampTo = box + AMPLIFIER_SHARE * own.coilKPerW * watts * AMPLIFIER_LOSS_SHARE;
  state.ampC += pacedGain(paces.amp, minutes, AMPLIFIER_TAU_MIN) * (ampTo - state.ampC);
  const magnetTo = box + own.magnetKPerW * watts;
  state.magnetC += pacedGain(paces.magnet, minutes, own.magnetTauMin) * (magnetTo - state.magnetC);
  const coilTo = state.magnetC + own.coilKPerW * watts;
  state.coilC += pacedGain(paces.coil, minutes, own.coilTauS / 60) * (coilTo - state.coilC);
  const { cells, cellOhm } = own;
  const lossW = state.currentA ** 2 * cells * cellOhm * effects.cellResistance;
  const batteryTo = box + own.boxKPerW * 4 * lossW;
  state.batteryC +=
    pacedGain(paces.battery, minutes, BATTERY_TAU_MIN) * (batteryTo - state.batteryC);
  if (state.socC >= own.throttleC) state.throttled = true;
  else if (state.socC <= own.releaseC) state.throttled = false;
}

function roomC({ state, site, variation, effects }: AudioUnit): number {
  const localS = state.nowMs / 1_000 + (site.longitude / 360) * DAY_S - WARMEST_H * 3_600;
  const daily = site.roomSwingK * Math.cos((2 * Math.PI * localS) / DAY_S);
  return site.roomC + variation.roomK + effects.roomK + daily;
}
