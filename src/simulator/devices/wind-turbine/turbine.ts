import type { NormalBatch } from '../../../runtime/normal-batch.ts';
import type { Random } from '../../../runtime/random.ts';
import type { Pace } from '../../signals/pace.ts';
import type { TurbineEffects } from './effects.ts';
import type { OperatingState } from './operation.ts';
import type { WindTurbineParameters } from './parameters.ts';
import type { Curves } from './power-curve.ts';
import type { StepRates } from './step-rates.ts';
import type { UnitVariation } from './variation.ts';
import type { Weather } from './weather.ts';

/**
 * Everything that moves in a turbine, at rest in a light wind. Plain numbers in one fixed shape: a step
 * allocates nothing.
 */
export class TurbineState {
  /** Unit processes of this turbine's own wind. */
  localWind = 0;
  localFluctuation = 0;
  turbulenceLevel = 0;
  /** Turbulent deviation of the wind and the part of it that reaches the rotor, m/s. */
  turbulenceMps = 0;
  rotorTurbulenceMps = 0;
  /** Free stream without turbulence, its sd, and what the nacelle anemometer sees, m/s. */
  freeMps = 6;
  windSdMps = 0.7;
  nacelleMps = 6;
  /** Ten-minute mean of it, on which the controller decides. */
  meanNacelleMps = 6;
  /** Deviation of the wind about the nacelle, degrees; heading, not reduced to a circle. */
  swing = 0;
  headingDeg = 0;
  yawing = false;
  yawErrorDeg = 0;
  /** What the wind vane shows of it. */
  vaneDeg = 0;
  operating: OperatingState = 'standstill';
  /** State that a stop leads to, time in the present one, and share of this step on the grid. */
  stopLeadsTo: OperatingState = 'standstill';
  inStateS = 0;
  productiveShare = 0;
  /** Shares of rated speed and power. */
  speed = 0;
  powerShare = 0;
  scatter = 0;
  powerKw = 0;
  reactiveKvar = 0;
  pitchDeg = 90;
  /** Temperatures, degrees C. */
  oilC = 55;
  hssC = 55;
  imsC = 55;
  statorC = 60;
  driveEndC = 30;
  farEndC = 28;
  mainC = 28;
  nacelleC = 20;
  /** Load as the winding's heat feels it, share of rated. */
  windingLoad = 0;
  coolerOn = false;
  fanOn = false;
  gearboxVibration = 0;
  generatorVibration = 0;
  gearboxMms = 0;
  generatorMms = 0;
  gearboxKurtosis = 3;
  towerMg = 0;
  oilParticles = 0;
  /** Position in the pump cycle of the hydraulics, 0 ... 1, and the pressure, bar. */
  hydraulicPhase = 0;
  hydraulicBar = 160;
  /** Ice on the blades, share of full. */
  ice = 0;
  energyKwh = 0;
}

/** One turbine: constants, moving state, and the sources it draws from. */
export interface Turbine {
  readonly parameters: WindTurbineParameters;
  readonly variation: UnitVariation;
  readonly curves: Curves;
  readonly state: TurbineState;
  readonly effects: TurbineEffects;
  readonly random: TurbineRandom;
  /** Gains of oil and stator at the present loss of heat. */
  readonly paces: { readonly oil: Pace<number>; readonly stator: Pace<number> };
  weather: Readonly<Weather>;
  rates: StepRates;
}

/** One stream for each subsystem, so that a change in one leaves the others' numbers alone. */
interface TurbineRandom {
  readonly wind: NormalBatch;
  readonly drive: NormalBatch;
  readonly yaw: Random;
  readonly vibration: NormalBatch;
  readonly sensors: NormalBatch;
}
