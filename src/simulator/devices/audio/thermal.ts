import { relaxationGain } from '../../signals/relaxation.ts';
import { amplifierLossW, audioW, processorW, systemW } from './power.ts';
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
  const { state, own, effects, variation } = unit;
  const minutes = stepS / 60;
  const settle = (from: number, to: number, tauMin: number): number =>
    from + relaxationGain(minutes, tauMin) * (to - from);
  const vent = effects.ventResistance * variation.heat;
  const watts = audioW(unit);
  const boxTo = roomC(unit) + vent * own.boxKPerW * systemW(unit);
  const box = state.boxC;
  state.boxC = settle(box, boxTo, own.boxTauMin);
  state.socC = settle(state.socC, box + vent * own.socKPerW * processorW(unit), own.socTauMin);
  const ampRise = AMPLIFIER_SHARE * own.coilKPerW * amplifierLossW(unit);
  state.ampC = settle(state.ampC, box + ampRise, AMPLIFIER_TAU_MIN);
  state.magnetC = settle(state.magnetC, box + own.magnetKPerW * watts, own.magnetTauMin);
  state.coilC = settle(state.coilC, state.magnetC + own.coilKPerW * watts, own.coilTauS / 60);
  const { cells, cellOhm } = own;
  const lossW = state.currentA ** 2 * cells * cellOhm * effects.cellResistance;
  state.batteryC = settle(state.batteryC, box + own.boxKPerW * 4 * lossW, BATTERY_TAU_MIN);
  if (state.socC >= own.throttleC) state.throttled = true;
  else if (state.socC <= own.releaseC) state.throttled = false;
}

function roomC({ state, site, variation }: AudioUnit): number {
  const localS = state.nowMs / 1_000 + (site.longitude / 360) * DAY_S - WARMEST_H * 3_600;
  return site.roomC + variation.roomK + site.roomSwingK * Math.cos((2 * Math.PI * localS) / DAY_S);
}
