import type { Turbine } from './turbine.ts';

/**
 * Temperatures. Gear oil and stator are kept between two limits by a cooler and a fan: they cycle
 * over 100-180 minutes and barely follow the load (La Haute Borne); the nacelle follows the fan.
 */
export function stepThermal(turbine: Turbine): void {
  const { subSteps } = turbine.rates.thermal;
  for (let i = 0; i < subSteps; i += 1) {
    stepOil(turbine);
    stepStator(turbine);
    stepNacelle(turbine);
    stepBearings(turbine);
  }
}

/** Heat enters with the load only while the rotor turns; this share of rated speed is "turning". */
const TURNING_SPEED = 0.2;

function load({ state }: Turbine): number {
  return Math.max(0, state.powerShare);
}

function stepOil(turbine: Turbine): void {
  const { state, rates, parameters, variation, effects } = turbine;
  const { oil } = parameters;
  const { thermal } = rates;
  const running = state.speed > TURNING_SPEED ? 1 : 0;
  const heat = (running * variation.heat * (oil.heatIdleK + oil.heatLoadK * load(turbine))) / 10;
  const power = variation.cooling * oil.coolerK * (1 + oil.coolerLoad * load(turbine));
  const cooling = state.coolerOn ? (effects.cooler * power) / 10 : 0;
  const lost = (variation.oilLoss * (state.oilC - state.nacelleC)) / oil.passiveTauMin;
  state.oilC += thermal.minutes * (heat - cooling - lost);
  if (state.oilC >= oil.coolerOnC + variation.coolerK) state.coolerOn = true;
  else if (state.oilC <= oil.coolerOffC + variation.coolerK) state.coolerOn = false;
}

function stepStator(turbine: Turbine): void {
  const { state, parameters, variation, rates } = turbine;
  const { stator } = parameters;
  state.windingLoad += rates.thermal.winding * (load(turbine) - state.windingLoad);
  const p = state.windingLoad;
  const heat = load(turbine) > 0 ? stator.heatIdleK + stator.heatSquareK * p * p : 0;
  const fan = fanShare(turbine);
  const loss = fan / stator.fanTauMin + (1 - fan) * passiveLoss(turbine);
  const settled = state.nacelleC + (variation.heat * heat) / 10 / loss;
  state.statorC += -Math.expm1(-rates.thermal.minutes * loss) * (settled - state.statorC);
  if (state.statorC >= stator.fanOnC + variation.fanK) state.fanOn = true;
  else if (state.statorC <= stator.fanOffC + variation.fanK) state.fanOn = false;
}

/** Share of the fan's power at work. */
function fanShare({ state, effects }: Turbine): number {
  return state.fanOn ? effects.fan : 0;
}

/** Loss of heat without the fan, 1/min: a rotor stirs the air, and a hot housing draws its own draught. */
function passiveLoss({ state, parameters, variation }: Turbine): number {
  const { stator } = parameters;
  const over = state.statorC - stator.fanOnC - variation.fanK;
  const draught = over <= 0 ? 1 : 1 + over / stator.draughtK;
  return draught / (state.speed > TURNING_SPEED ? stator.passiveTauMin : stator.standstillTauMin);
}

function stepNacelle(turbine: Turbine): void {
  const { state, rates, parameters, weather } = turbine;
  const { bearings } = parameters;
  const running = state.speed > TURNING_SPEED ? bearings.nacelleRiseK : 0;
  const closed = running + bearings.nacelleOilShare * (state.oilC - weather.ambientC);
  const fan = fanShare(turbine);
  const rise = closed + fan * (bearings.nacelleFanRiseK - closed);
  const gain = rates.thermal.nacelle + fan * (rates.thermal.nacelleFan - rates.thermal.nacelle);
  state.nacelleC += gain * (weather.ambientC + rise - state.nacelleC);
}

/** Steady states by regression on La Haute Borne; `rr` is the share of rated rotor speed. */
function stepBearings(turbine: Turbine): void {
  const { state, rates, variation, effects, weather } = turbine;
  const { thermal } = rates;
  const p = load(turbine);
  const rr = state.speed;
  const hss = 10.5 + 0.7 * state.oilC + 20.5 * rr - 1.5 * p + variation.hssK;
  const ims = 6.2 + 0.83 * state.oilC + 18 * rr + 3.5 * p + variation.imsK;
  state.hssC += thermal.hss * (hss + rr * effects.hssHeatK - state.hssC);
  state.imsC += thermal.ims * (ims + rr * effects.imsHeatK - state.imsC);
  const turning = rr > TURNING_SPEED ? 1 : 0;
  const driveEnd = state.nacelleC + 2 + 16 * turning + rr * effects.driveEndHeatK;
  state.driveEndC += thermal.driveEnd * (driveEnd - state.driveEndC);
  state.farEndC += thermal.farEnd * (state.nacelleC + 2 + 11 * turning - state.farEndC);
  const main = 0.6 * weather.ambientC + 11.5 + 14 * rr;
  state.mainC += thermal.main * (main - state.mainC);
}
