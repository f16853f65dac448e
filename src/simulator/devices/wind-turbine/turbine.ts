import type { Random } from '../../../runtime/random.ts';
import type { TurbineEffects } from './effects.ts';
import type { OperatingState } from './operation.ts';
import type { WindTurbineParameters } from './parameters.ts';
import type { Curves } from './power-curve.ts';
import type { StepRates } from './step-rates.ts';
import type { UnitVariation } from './variation.ts';
import type { Weather } from './weather.ts';

/** Everything that moves in a turbine. Plain numbers: a step allocates nothing. */
export interface TurbineState {
  /** Unit processes of this turbine's own wind. */
  localWind: number;
  localFluctuation: number;
  turbulenceLevel: number;
  /** Turbulent deviation of the wind and the part of it that reaches the rotor, m/s. */
  turbulenceMps: number;
  rotorTurbulenceMps: number;
  /** Free stream without turbulence, its sd, and what the nacelle anemometer sees, m/s. */
  freeMps: number;
  windSdMps: number;
  nacelleMps: number;
  /** Ten-minute mean of it, on which the controller decides. */
  meanNacelleMps: number;
  /** Deviation of the wind about the nacelle, degrees; heading, not reduced to a circle. */
  swing: number;
  headingDeg: number;
  yawing: boolean;
  yawErrorDeg: number;
  /** What the wind vane shows of it. */
  vaneDeg: number;
  operating: OperatingState;
  /** State that a stop leads to, time in the present one, and share of this step on the grid. */
  stopLeadsTo: OperatingState;
  inStateS: number;
  productiveShare: number;
  /** Shares of rated speed and power. */
  speed: number;
  powerShare: number;
  scatter: number;
  powerKw: number;
  reactiveKvar: number;
  pitchDeg: number;
  /** Temperatures, degrees C. */
  oilC: number;
  hssC: number;
  imsC: number;
  statorC: number;
  driveEndC: number;
  farEndC: number;
  mainC: number;
  nacelleC: number;
  coolerOn: boolean;
  fanOn: boolean;
  gearboxVibration: number;
  generatorVibration: number;
  gearboxMms: number;
  generatorMms: number;
  gearboxKurtosis: number;
  towerMg: number;
  oilParticles: number;
  /** Position in the pump cycle of the hydraulics, 0 ... 1, and the pressure, bar. */
  hydraulicPhase: number;
  hydraulicBar: number;
  /** Ice on the blades, share of full. */
  ice: number;
  energyKwh: number;
}

/** One turbine: constants, moving state, and the sources it draws from. */
export interface Turbine {
  readonly parameters: WindTurbineParameters;
  readonly variation: UnitVariation;
  readonly curves: Curves;
  readonly state: TurbineState;
  readonly effects: TurbineEffects;
  readonly random: TurbineRandom;
  weather: Readonly<Weather>;
  rates: StepRates;
}

/** One stream for each subsystem, so that a change in one leaves the others' numbers alone. */
interface TurbineRandom {
  readonly wind: Random;
  readonly drive: Random;
  readonly yaw: Random;
  readonly vibration: Random;
  readonly sensors: Random;
}
