import type { Turbine } from './turbine.ts';

/** Half of the scatter's variance is slow, half is new in every snapshot. */
const SLOW_PART = Math.SQRT1_2;
/** Kurtosis of a healthy gearbox: that of a normal signal, and its sampling scatter. */
const KURTOSIS = 3;
const KURTOSIS_SD = 0.1;

/** Moves the vibration levels: they follow speed and load and scatter log-normally. */
export function stepVibration(turbine: Turbine): void {
  const { state, rates, random, parameters, variation, effects } = turbine;
  const { vibration } = parameters;
  const { keep, kick } = rates.vibration;
  const noise = random.vibration.draw();
  state.gearboxVibration = keep * state.gearboxVibration + kick * noise[0];
  state.generatorVibration = keep * state.generatorVibration + kick * noise[1];
  const spread = vibration.scatter * SLOW_PART;
  const p = Math.max(0, state.powerShare);
  const rr = state.speed;
  const gearbox =
    vibration.gearboxBaseMms * moving(rr) +
    vibration.gearboxSpeedMms * rr +
    vibration.gearboxLoadMms * p;
  const generator =
    vibration.generatorBaseMms * moving(rr) +
    vibration.generatorSpeedMms * rr +
    vibration.generatorLoadMms * p;
  state.gearboxMms =
    gearbox *
    variation.gearboxVibration *
    Math.exp(spread * (state.gearboxVibration + noise[2])) *
    effects.gearboxVibration;
  state.generatorMms =
    generator *
    variation.generatorVibration *
    Math.exp(spread * (state.generatorVibration + noise[3])) *
    effects.generatorVibration;
  state.gearboxKurtosis = KURTOSIS + KURTOSIS_SD * noise[4] + rr * effects.gearboxKurtosis;
  state.towerMg =
    (vibration.towerBaseMg * moving(rr) + vibration.towerGainMg * state.windSdMps) *
    Math.exp(spread * noise[5]) *
    (1 + (effects.tower - 1) * Math.min(1, rr));
  state.oilParticles =
    vibration.oilParticlesPerMl * Math.exp(spread * noise[6]) * effects.oilParticles;
}

/** Background of the machine while it turns: full from a tenth of rated speed on. */
function moving(rr: number): number {
  return 0.05 + 0.95 * Math.min(1, 10 * rr);
}
