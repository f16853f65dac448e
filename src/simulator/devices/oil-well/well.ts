import type { NormalBatch } from '../../../runtime/normal-batch.ts';
import type { Random } from '../../../runtime/random.ts';
import type { Diffusion } from '../../signals/relaxation.ts';
import type { WellEffects } from './effects.ts';
import type { OilWellEspParameters } from './esp/parameters.ts';
import type { Flows } from './flows.ts';
import type { OilWellParameters } from './parameters.ts';

type OperatingState = 'producing' | 'test' | 'shut-in' | 'ramp-up' | 'tripped';

/** Everything that moves in a well. Plain numbers: a step allocates nothing. */
export interface WellState {
  /** Pressures of reservoir, bottom, wellhead and before the choke, and of the annulus, bar. */
  reservoirBar: number;
  bottomBar: number;
  headBar: number;
  topBar: number;
  annulusBar: number;
  /** Flows up the tubing and through the choke, Sm3/d. */
  tubingFlow: number;
  chokeFlow: number;
  /** Share of water in the liquid, without faults. */
  waterCut: number;
  headC: number;
  /** Unit processes: scatter of the choke, factor of the day, gas in the pump. */
  scatter: number;
  day: number;
  gasNoise: number;
  /** Positions in the cycles of slugging and instability, 0 ... 1. */
  slugPhase: number;
  flutterPhase: number;
  operating: OperatingState;
  /** Share of its set opening that operation gives the choke, and of its speed the pump. */
  opening: number;
  /** Pump: rise of pressure, bar; temperature of the motor, degrees C; current, A. */
  riseBar: number;
  motorC: number;
  amp: number;
  tripped: boolean;
  /** Until a drive that could run again is started, s. */
  restartS: number;
}

/** How one well differs from its type. */
export interface WellVariation {
  readonly productivity: number;
  readonly gor: number;
  /** Periods of its slugging and of its instability, s. */
  readonly slugS: number;
  readonly flutterS: number;
}

/** Rates that depend on the length of a step only. */
export interface WellRates {
  readonly stepS: number;
  readonly subSteps: number;
  readonly subStepS: number;
  readonly scatter: Diffusion;
  readonly day: Diffusion;
  readonly gas: Diffusion;
  readonly headTemperature: number;
  readonly annulus: number;
  readonly motor: number;
  /** Share of the drawdown lost in a sub-step, and what a step leaves of the way to full water. */
  readonly depletion: number;
  readonly watering: number;
}

/** Noise of the sensors that every well has, and of a pump's, in the order in which they are read. */
interface WellNoise {
  readonly beforeChoke: NormalBatch;
  readonly behindChoke: NormalBatch;
  readonly pump: NormalBatch;
}

export type WellModel = OilWellParameters | OilWellEspParameters;

/** One well: constants, moving state, and the sources it draws from. */
export interface Well {
  readonly parameters: WellModel;
  /** Pump and motor; absent in natural flow. */
  readonly esp: OilWellEspParameters | undefined;
  readonly variation: WellVariation;
  readonly state: WellState;
  readonly effects: WellEffects;
  /** What the flows of the present step rest on. */
  readonly flows: Flows;
  readonly random: { readonly flow: Random; readonly gas: Random; readonly sensors: Random };
  readonly noise: WellNoise;
  readonly ambientC: number;
  flowlineBar: number;
  rates: WellRates;
}
