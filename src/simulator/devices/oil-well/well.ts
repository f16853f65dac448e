import type { Random } from '../../../runtime/random.ts';
import type { Diffusion } from '../../signals/relaxation.ts';
import type { WellEffects } from './effects.ts';
import type { OilWellEspParameters } from './esp/parameters.ts';
import type { OperatingState } from './operation.ts';
import type { OilWellParameters } from './parameters.ts';

/** Everything that moves in a well. Plain numbers: a step allocates nothing. */
export interface WellState {
  /** Pressures of reservoir, bottom and wellhead, bar. */
  reservoirBar: number;
  bottomBar: number;
  headBar: number;
  /** Flows up the tubing and through the choke, Sm3/d. */
  tubingFlow: number;
  chokeFlow: number;
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
}

/** How one well differs from its type. */
export interface WellVariation {
  readonly productivity: number;
  readonly gor: number;
  /** Periods of its slugging, 45-105 min, and of its instability, 3-9 min, in seconds (3W). */
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
  readonly motor: number;
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
  readonly random: { readonly flow: Random; readonly sensors: Random };
  readonly ambientC: number;
  flowlineBar: number;
  rates: WellRates;
}
