import {
  diffusion,
  meanVariance,
  relaxationGain,
  type Diffusion,
} from '../../signals/relaxation.ts';
import type { WindTurbineParameters } from './parameters.ts';
import type { WindFarmSiteParameters } from './site-parameters.ts';

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
  readonly oil: number;
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

export function stepRates(
  stepS: number,
  parameters: WindTurbineParameters,
  { wind }: WindFarmSiteParameters,
): StepRates {
  const { dynamics, yaw, faults } = parameters;
  const tauS = wind.fluctuationTauS;
  const windowS = stepS < MEAN_STEP_S ? 0 : stepS;
  const seen = meanVariance(windowS, tauS) / meanVariance(TEN_MINUTES_S, tauS);
  return {
    stepS,
    turbulent: stepS < MEAN_STEP_S,
    localWind: diffusion(stepS, wind.localTauMin * 60),
    fluctuation: diffusion(stepS, tauS),
    fluctuationAmplitude: Math.sqrt(wind.fluctuationShare * seen),
    turbulenceLevel: diffusion(stepS, TURBULENCE_LEVEL_TAU_S),
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

function thermalRates(stepS: number, parameters: WindTurbineParameters): ThermalRates {
  const { oil, bearings } = parameters;
  const subSteps = Math.max(1, Math.ceil(stepS / THERMAL_STEP_S));
  const minutes = stepS / subSteps / 60;
  const gain = (tauMin: number): number => relaxationGain(minutes, tauMin);
  return {
    subSteps,
    minutes,
    oil: gain(oil.passiveTauMin),
    nacelle: gain(bearings.nacelleTauMin),
    nacelleFan: gain(bearings.nacelleFanTauMin),
    hss: gain(bearings.hssTauMin),
    ims: gain(bearings.imsTauMin),
    driveEnd: gain(bearings.generatorDriveEndTauMin),
    farEnd: gain(bearings.generatorFarEndTauMin),
    main: gain(bearings.mainTauMin),
  };
}
