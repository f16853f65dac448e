import { lookup } from '../../signals/lookup-table.ts';
import { icedAerodynamics } from './icing.ts';
import { onGrid } from './operation.ts';
import type { Turbine } from './turbine.ts';

const STANDARD_DENSITY = 1.225;
/** Pitch of a stopped turbine, degrees. LHB 91.9. */
const FEATHERED_DEG = 90;

/** Moves rotor, pitch, power and the energy counter. */
export function stepDriveTrain(turbine: Turbine): void {
  const { state, rates, random, parameters } = turbine;
  const { scatter, stepS } = rates;
  const noise = random.drive.draw();
  state.scatter = scatter.keep * state.scatter + scatter.kick * noise[0];
  const flicker = noise[1];
  const wind = rotorWind(turbine);
  stepRotor(turbine, wind);
  stepPitch(turbine, wind);
  state.powerShare += rates.power * (powerTarget(turbine, wind) - state.powerShare);
  state.powerKw = momentaryPower(turbine, flicker);
  state.energyKwh += (state.powerKw * stepS) / 3_600;
  state.reactiveKvar = parameters.rating.powerKw * (0.01 - 0.04 * state.powerShare) + 3 * flicker;
}

/**
 * Wind that the rotor makes use of, referred to behind the rotor as the curves are. Worse blades are
 * like less wind, by the cube root: rotor and power below rated suffer, rated power is reached later.
 */
function rotorWind(turbine: Turbine): number {
  const { state, parameters, effects } = turbine;
  const felt = state.freeMps + state.rotorTurbulenceMps;
  const { nacelleTransfer, discScatter } = parameters.dynamics;
  const wind = Math.max(0, felt * nacelleTransfer * (1 + discScatter * state.scatter));
  const aerodynamics = effects.aerodynamics * icedAerodynamics(turbine);
  return aerodynamics === 1 ? wind : wind * Math.cbrt(aerodynamics);
}

function stepRotor(turbine: Turbine, wind: number): void {
  const { state, rates } = turbine;
  const target = speedTarget(turbine, wind);
  const gain = onGrid(state) ? rates.rotor : rates.runOut;
  state.speed += gain * (target - state.speed);
}

function speedTarget(turbine: Turbine, wind: number): number {
  const { state, curves, rates, parameters, effects } = turbine;
  const speed = (rates.turbulent ? curves.momentary : curves.mean).speed;
  if (onGrid(state)) return Math.min(effects.speedLimit, lookup(speed, wind));
  if (state.operating !== 'run-up') return 0;
  return lookup(speed, 0) * Math.min(1, state.inStateS / parameters.operation.runUpS);
}

function stepPitch(turbine: Turbine, wind: number): void {
  const { state, rates, curves, parameters } = turbine;
  const progress = Math.min(1, state.inStateS / parameters.operation.runUpS);
  let target = FEATHERED_DEG;
  if (onGrid(state)) target = lookup(curves.mean.pitch, wind) + spillingDeg(turbine, wind);
  else if (state.operating === 'run-up') target = FEATHERED_DEG * (1 - progress);
  state.pitchDeg += rates.pitch * (target - state.pitchDeg);
}

/** Further pitch that sheds all power: shedding a tenth takes 3.6 degrees, a half 8. Judgement. */
const SPILL_DEG = 11.3;

/** What a limit below the wind's power adds to the pitch, degrees. */
function spillingDeg(turbine: Turbine, wind: number): number {
  const limit = powerLimit(turbine);
  if (limit >= 1) return 0;
  const offered = lookup(turbine.curves.mean.power, wind);
  return offered <= limit ? 0 : SPILL_DEG * Math.sqrt(1 - limit / offered);
}

function powerLimit({ state, effects, parameters }: Turbine): number {
  const own = state.operating === 'derated' ? parameters.operation.derateShare : 1;
  return Math.min(own, effects.powerLimit);
}

/** Share of rated power that wind, air, alignment and limits allow. */
function powerTarget(turbine: Turbine, wind: number): number {
  const { state, curves, rates, parameters, variation, weather } = turbine;
  const idle = -parameters.operation.auxiliaryKw / parameters.rating.powerKw;
  if (state.productiveShare === 0) return idle;
  const curve = (rates.turbulent ? curves.momentary : curves.mean).power;
  const density = weather.airDensity / STANDARD_DENSITY;
  const yielded = lookup(curve, wind) * density * variation.power * alignment(turbine);
  const delivered = Math.min(powerLimit(turbine), yielded);
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
  const loss = (yaw.lossExponent * error * error) / 2;
  return Math.max(0, 1 - loss + (loss * loss) / 3) / (1 - yaw.lossExponent * usual);
}

/** Fast fluctuation of the electrical power, share of the present power. LHB overshoot 1.11. */
const FLICKER_SHARE = 0.03;

function momentaryPower({ state, rates, parameters }: Turbine, flicker: number): number {
  const { powerKw, overshoot } = parameters.rating;
  const noise = rates.turbulent ? 1 + FLICKER_SHARE * flicker : 1;
  return powerKw * Math.min(overshoot, state.powerShare * noise);
}
