import { pacedOver } from '../../signals/pace.ts';
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
  const { state, rates, parameters, variation, effects, paces } = turbine;
  const { oil } = parameters;
  const { thermal } = rates;
  const running = state.speed > TURNING_SPEED ? 1 : 0;
  const heat = (running * variation.heat * (oil.heatIdleK + oil.heatLoadK * load(turbine))) / 10;
  const power = variation.cooling * oil.coolerK * (1 + oil.coolerLoad * load(turbine));
  const cooling = state.coolerOn ? (effects.cooler * power) / 10 : 0;
  const loss = variation.oilLoss / oil.passiveTauMin;
  const settled = state.nacelleC + (heat - cooling) / loss;
  state.oilC += pacedOver(paces.oil, thermal.minutes * loss) * (settled - state.oilC);
  if (state.oilC >= oil.coolerOnC + variation.coolerK) state.coolerOn = true;
  else if (state.oilC <= oil.coolerOffC + variation.coolerK) state.coolerOn = false;
}

function stepStator(turbine: Turbine): void {
  const { state, parameters, variation, rates, paces } = turbine;
  const { stator } = parameters;
  state.windingLoad += rates.thermal.winding * (load(turbine) - state.windingLoad);
  const p = state.windingLoad;
  const heat = load(turbine) > 0 ? stator.heatIdleK + stator.heatSquareK * p * p : 0;
  const fan = fanShare(turbine);
  const loss = fan / stator.fanTauMin + (1 - fan) * passiveLoss(turbine);
  const settled = state.nacelleC + (variation.heat * heat) / 10 / loss;
  state.statorC +=
    pacedOver(paces.stator, rates.thermal.minutes * loss) * (settled - state.statorC);
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

/** Rise of a generator bearing over the nacelle at standstill, K. */
const GENERATOR_IDLE_RISE_K = 2;

/** Bearings lag behind steady states that follow oil, speed and load; `rr` is the share of rated speed. */
function stepBearings(turbine: Turbine): void {
  const { state, rates, parameters, variation, effects, weather } = turbine;
  const { bearings } = parameters;
  const { thermal } = rates;
  const p = load(turbine);
  const rr = state.speed;
  const hss = bearings.hssBaseC + bearings.hssOilShare * state.oilC + bearings.hssLoadK * p;
  const hssSpeedK = bearings.hssSpeedK + effects.hssHeatK;
  state.hssC += thermal.hss * (hss + rr * hssSpeedK + variation.hssK - state.hssC);
  const ims = bearings.imsBaseC + bearings.imsOilShare * state.oilC + bearings.imsLoadK * p;
  const imsSpeedK = bearings.imsSpeedK + effects.imsHeatK;
  state.imsC += thermal.ims * (ims + rr * imsSpeedK + variation.imsK - state.imsC);
  stepGeneratorBearings(turbine);
  const main = bearings.mainBaseC + bearings.mainAmbientShare * weather.ambientC;
  state.mainC += thermal.main * (main + rr * bearings.mainSpeedK - state.mainC);
}

function stepGeneratorBearings({ state, rates, parameters, effects }: Turbine): void {
  const { generatorDriveEndRiseK, generatorFarEndRiseK } = parameters.bearings;
  const turning = state.speed > TURNING_SPEED;
  const driveEndK = turning ? generatorDriveEndRiseK : GENERATOR_IDLE_RISE_K;
  const farEndK = turning ? generatorFarEndRiseK : GENERATOR_IDLE_RISE_K;
  const driveEnd = state.nacelleC + driveEndK + state.speed * effects.driveEndHeatK;
  state.driveEndC += rates.thermal.driveEnd * (driveEnd - state.driveEndC);
  state.farEndC += rates.thermal.farEnd * (state.nacelleC + farEndK - state.farEndC);
}
