import { lookup } from '../../signals/lookup-table.ts';
import type { Turbine } from './turbine.ts';

const STANDARD_DENSITY = 1.225;
/** Pitch of a stopped turbine, degrees. LHB 91.9. */
const FEATHERED_DEG = 90;

/** Moves rotor, pitch, power and the energy counter. */
export function stepDriveTrain(turbine: Turbine): void {
  const { state, rates, random, parameters } = turbine;
  const { scatter, stepS } = rates;
  state.scatter = scatter.keep * state.scatter + scatter.kick * random.drive.normal();
  const flicker = random.drive.normal();
  const wind = rotorWind(turbine);
  stepRotor(turbine, wind);
  stepPitch(turbine, wind);
  state.powerShare += rates.power * (powerTarget(turbine, wind) - state.powerShare);
  state.powerKw = momentaryPower(turbine, flicker);
  state.energyKwh += (state.powerKw * stepS) / 3_600;
  state.reactiveKvar = parameters.rating.powerKw * (0.01 - 0.04 * state.powerShare) + 3 * flicker;
}

/** Wind that the rotor feels, referred to behind the rotor as the curves are. */
function rotorWind({ state, parameters }: Turbine): number {
  const felt = state.freeMps + state.rotorTurbulenceMps;
  const { nacelleTransfer, discScatter } = parameters.dynamics;
  return Math.max(0, felt * nacelleTransfer * (1 + discScatter * state.scatter));
}

function stepRotor(turbine: Turbine, wind: number): void {
  const { state, rates } = turbine;
  const target = speedTarget(turbine, wind);
  const gain = turning(turbine) ? rates.rotor : rates.runOut;
  state.speed += gain * (target - state.speed);
}

function turning({ state }: Turbine): boolean {
  return state.operating === 'production' || state.operating === 'derated';
}

function speedTarget(turbine: Turbine, wind: number): number {
  const { state, curves, rates, parameters } = turbine;
  const speed = (rates.turbulent ? curves.momentary : curves.mean).speed;
  if (turning(turbine)) return lookup(speed, wind);
  if (state.operating !== 'run-up') return 0;
  return lookup(speed, 0) * Math.min(1, state.inStateS / parameters.operation.runUpS);
}

function stepPitch(turbine: Turbine, wind: number): void {
  const { state, rates, curves, parameters } = turbine;
  const progress = Math.min(1, state.inStateS / parameters.operation.runUpS);
  let target = FEATHERED_DEG;
  if (turning(turbine)) target = lookup(curves.mean.pitch, wind);
  else if (state.operating === 'run-up') target = FEATHERED_DEG * (1 - progress);
  state.pitchDeg += rates.pitch * (target - state.pitchDeg);
}

/** Share of rated power that wind, air, alignment and limits allow. */
function powerTarget(turbine: Turbine, wind: number): number {
  const { state, curves, rates, parameters, variation, weather } = turbine;
  const { operation } = parameters;
  const idle = -operation.auxiliaryKw / parameters.rating.powerKw;
  if (state.productiveShare === 0) return idle;
  const curve = (rates.turbulent ? curves.momentary : curves.mean).power;
  const raw = lookup(curve, wind);
  const density = weather.airDensity / STANDARD_DENSITY;
  const yielded = raw * density * variation.power * alignment(turbine);
  const limit = state.operating === 'derated' ? operation.derateShare : 1;
  const delivered = Math.min(limit, yielded);
  return state.productiveShare * delivered + (1 - state.productiveShare) * idle;
}

/**
 * Loss of power to misalignment, cos^n, relative to the misalignment that the measured curve already
 * contains.
 */
function alignment({ state, parameters }: Turbine): number {
  const { yaw } = parameters;
  const error = (state.yawErrorDeg * Math.PI) / 180;
  const usual = ((yaw.errorSdDeg ** 2 + yaw.deadbandDeg ** 2 / 3) * (Math.PI / 180) ** 2) / 2;
  return (1 - (yaw.lossExponent * error * error) / 2) / (1 - yaw.lossExponent * usual);
}

/** Fast fluctuation of the electrical power, share of the present power. LHB overshoot 1.11. */
const FLICKER_SHARE = 0.03;

function momentaryPower({ state, rates, parameters }: Turbine, flicker: number): number {
  const { powerKw, overshoot } = parameters.rating;
  const noise = rates.turbulent ? 1 + FLICKER_SHARE * flicker : 1;
  return powerKw * Math.min(overshoot, state.powerShare * noise);
}
