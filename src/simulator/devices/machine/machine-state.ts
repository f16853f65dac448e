import type { NormalBatch } from '../../../runtime/normal-batch.ts';
import type { Random } from '../../../runtime/random.ts';
import type { Pace } from '../../signals/pace.ts';
import type { Diffusion } from '../../signals/relaxation.ts';
import type { MachineEffects } from './effects.ts';
import type { MachineKind } from './kinds.ts';
import type { OperatingState } from './operation.ts';
import type { KindParameters, MachineParameters } from './parameters.ts';
import type { ShopAir } from './shop-air.ts';
import type { FactorySiteParameters } from './site-parameters.ts';
import type { UnitVariation } from './variation.ts';

/** Everything that moves in a machine. */
interface MachineState {
  /** Instant, ms since the epoch. */
  ts: number;
  operating: OperatingState;
  /** Instant at which the present state ends by itself, ms. */
  endsAt: number;
  /** Waits left before the next changeover, and load of the present run, factor. */
  runsLeft: number;
  recipe: number;
  /** Work cycles since the first, the fraction being the place in the present one. */
  cycles: number;
  /** Cutting time of the tool, min. */
  toolMin: number;
  /** Speed, share of rated. */
  speed: number;
  /** Means over the last step: speed and torque as shares of rated, electrical power, kW. */
  meanSpeed: number;
  meanLoad: number;
  meanPowerKw: number;
  /** Energy in the last step and since the machine was installed, kWh. */
  stepKwh: number;
  energyKwh: number;
  /** Temperatures, degrees C; that of the air about it is of the present instant. */
  ambientC: number;
  motorC: number;
  bearingC: number;
  housingC: number;
  /** Heat in the winding as its protection relay counts it from the current, % of that at rated power. */
  thermalLoadPct: number;
  /** Unbalance of the phases when the motor last ran, %. */
  unbalancePct: number;
  /** Slip of the belt when it last ran, %. */
  slipPct: number;
  /** How long the vibration has been above its trip, s. */
  overS: number;
  /** Slow deviation of the vibration level, of unit variance. */
  vibrationLevel: number;
  /** Whether the vibration monitor has taken a snapshot yet. */
  isMeasured: boolean;
}

/**
 * One measurement of the vibration: velocity rms, acceleration rms, and its shape. Each is written over
 * by the next: objects that outlive a round through all machines are what a collector is slow with.
 */
export interface Snapshot {
  velocityMms: number;
  accelerationG: number;
  kurtosis: number;
  crest: number;
}

/** One machine: constants, moving state, and the sources it draws from. */
export interface Machine {
  readonly kind: MachineKind;
  readonly parameters: MachineParameters;
  readonly rating: KindParameters;
  readonly site: FactorySiteParameters;
  readonly air: ShopAir;
  readonly variation: UnitVariation;
  readonly state: MachineState;
  /** What the vibration monitor shows, and the mean that it holds at rest. */
  readonly shown: Snapshot;
  readonly held: Snapshot;
  /** Shared by all that no fault has moved yet. */
  effects: Readonly<MachineEffects>;
  readonly random: MachineRandom;
  /** Noise of the sensors that every kind has, from their stream. */
  readonly noise: NormalBatch;
  readonly paces: MachinePaces;
}

/**
 * Gains of speed and temperatures, and of the lasting scatter, at the present length of step: the same
 * for all machines of a shop, and so nearly always known.
 */
export interface MachinePaces {
  readonly speed: Pace<number>;
  readonly fanned: CoolingPaces;
  readonly still: CoolingPaces;
  readonly bearing: Pace<number>;
  readonly housing: Pace<number>;
  readonly held: Pace<number>;
  readonly scatter: Pace<Diffusion>;
}

/** Of the winding and of what its relay makes of it. */
interface CoolingPaces {
  readonly motor: Pace<number>;
  readonly relay: Pace<number>;
}

/** One stream for each subsystem, so that a change in one leaves the others' numbers alone. */
interface MachineRandom {
  readonly operation: Random;
  readonly vibration: Random;
  readonly sensors: Random;
}
