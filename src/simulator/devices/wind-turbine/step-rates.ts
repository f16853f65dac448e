import {
  diffusion,
  meanVariance,
  relaxationGain,
  type Diffusion,
} from '../../signals/relaxation.ts';
import type { WindTurbineParameters } from './parameters.ts';
import type { Curves } from './power-curve.ts';
import type { WindFarmSiteParameters } from './site-parameters.ts';
import { turbulenceRates, type TurbulenceRates } from './turbulence.ts';

/** Everything of the model that depends on the length of the step only; computed when it changes. */
export interface StepRates {
  readonly stepS: number;
  /** Steps of a minute and more see means: no turbulence, mean curves. */
  readonly turbulent: boolean;
  readonly localWind: Diffusion;
  readonly fluctuation: Diffusion;
  /** Amplitude of the ten-minute fluctuation as a step of this length sees it. */
  readonly fluctuationAmplitude: number;
  readonly turbulenceLevel: Diffusion;
  readonly turbulence: TurbulenceRates;
  readonly meanWind: number;
  readonly swing: Diffusion;
  readonly rotor: number;
  readonly runOut: number;
  readonly power: number;
  readonly pitch: number;
  readonly scatter: Diffusion;
  readonly vibration: Diffusion;
  readonly icing: number;
  readonly melting: number;
  readonly thermal: ThermalRates;
}

/** Rates of one thermal sub-step. */
interface ThermalRates {
  readonly subSteps: number;
  readonly minutes: number;
  readonly winding: number;
  readonly nacelle: number;
  readonly nacelleFan: number;
  readonly hss: number;
  readonly ims: number;
  readonly driveEnd: number;
  readonly farEnd: number;
  readonly main: number;
}

/** From here on a step counts as a mean over its length. */
const MEAN_STEP_S = 60;
/** Longest thermal sub-step, s: a thermostat must see its limits passed. */
const THERMAL_STEP_S = 60;
const TEN_MINUTES_S = 600;

/** What the rates of a farm's turbines depend on beside the step. */
export interface RateOptions {
  readonly model: WindTurbineParameters;
  readonly site: WindFarmSiteParameters;
  readonly curves: Curves;
}

export function stepRates(stepS: number, options: RateOptions): StepRates {
  const { model: parameters, curves } = options;
  const { wind } = options.site;
  const turbulent = stepS < MEAN_STEP_S;
  const { dynamics, yaw, faults } = parameters;
  const tauS = wind.fluctuationTauS;
  const windowS = turbulent ? 0 : stepS;
  const seen = meanVariance(windowS, tauS) / meanVariance(TEN_MINUTES_S, tauS);
  return {
    stepS,
    turbulent,
    localWind: diffusion(stepS, wind.localTauMin * 60),
    fluctuation: diffusion(stepS, tauS),
    fluctuationAmplitude: Math.sqrt(wind.fluctuationShare * seen),
    turbulenceLevel: diffusion(stepS, TURBULENCE_LEVEL_TAU_S),
    turbulence: turbulenceRates({ stepS, turbulent }, curves, parameters),
    meanWind: relaxationGain(stepS, MEAN_WIND_TAU_S),
    swing: diffusion(stepS, yaw.errorTauMin * 60),
    rotor: relaxationGain(stepS, dynamics.rotorTauS),
    runOut: relaxationGain(stepS, ROTOR_RUN_OUT_TAU_S),
    power: relaxationGain(stepS, dynamics.powerTauS),
    pitch: relaxationGain(stepS, dynamics.pitchTauS),
    scatter: diffusion(stepS, dynamics.discScatterTauMin * 60),
    vibration: diffusion(stepS, VIBRATION_TAU_S),
    icing: relaxationGain(stepS, faults.bladeIcing.buildTauH * 3_600),
    melting: relaxationGain(stepS, faults.bladeIcing.meltTauH * 3_600),
    thermal: thermalRates(stepS, parameters),
  };
}

/** Memory of the turbulence intensity; a lag that stands for a ten-minute mean; judgement. */
const TURBULENCE_LEVEL_TAU_S = 900;
const MEAN_WIND_TAU_S = 300;
/** Time constant with which a feathered rotor starts up or runs out, s. Engineering judgement. */
const ROTOR_RUN_OUT_TAU_S = 25;
/** Memory of the slow part of a vibration level, s. Engineering judgement. */
const VIBRATION_TAU_S = 1_800;

/** The winding's iron averages the load over minutes; judgement. */
const WINDING_TAU_MIN = 5;

function thermalRates(stepS: number, parameters: WindTurbineParameters): ThermalRates {
  const { bearings } = parameters;
  const subSteps = Math.max(1, Math.ceil(stepS / THERMAL_STEP_S));
  const minutes = stepS / subSteps / 60;
  const gain = (tauMin: number): number => relaxationGain(minutes, tauMin);
  return {
    subSteps,
    minutes,
    winding: gain(WINDING_TAU_MIN),
    nacelle: gain(bearings.nacelleTauMin),
    nacelleFan: gain(bearings.nacelleFanTauMin),
    hss: gain(bearings.hssTauMin),
    ims: gain(bearings.imsTauMin),
    driveEnd: gain(bearings.generatorDriveEndTauMin),
    farEnd: gain(bearings.generatorFarEndTauMin),
    main: gain(bearings.mainTauMin),
  };
}
