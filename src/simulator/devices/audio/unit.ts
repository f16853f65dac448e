import type { NormalBatch } from '../../../runtime/normal-batch.ts';
import type { Random } from '../../../runtime/random.ts';
import type { Pace } from '../../signals/pace.ts';
import type { Diffusion } from '../../signals/relaxation.ts';
import type { AudioEffects } from './effects.ts';
import type { AudioKind, AudioParameters, KindParameters } from './parameters.ts';
import type { AudioSiteParameters } from './site-parameters.ts';
import type { UnitVariation } from './variation.ts';

/** Operating states and the status code that telemetry carries for each. */
export const STATUS_CODES = {
  standby: 1,
  idle: 2,
  playing: 3,
  charging: 4,
  updating: 5,
  crashed: 6,
} as const;

export type OperatingState = keyof typeof STATUS_CODES;

/** Why a device booted last, as telemetry carries it. */
export const RESET_REASONS = { power: 1, update: 2, watchdog: 3, memory: 4, heat: 5 } as const;

export type ResetReason = keyof typeof RESET_REASONS;

/** Everything that moves in a device. Plain numbers: a step allocates nothing. */
export interface AudioState {
  /** Time that the physics has reached, ms since the epoch. */
  nowMs: number;
  operating: OperatingState;
  /** When the present state ends by itself, and when the next session begins, ms since the epoch. */
  untilMs: number;
  nextPlayMs: number;
  /** Volume of the present or last session, 0 ... 1. */
  volume: number;
  /** Power of the present or last session over that at full volume. */
  drive: number;
  /** Temperatures, degrees C. */
  boxC: number;
  socC: number;
  ampC: number;
  magnetC: number;
  coilC: number;
  batteryC: number;
  throttled: boolean;
  /** State of charge, 0 ... 1; capacity over new; current out of the battery, A; voltage, V. */
  charge: number;
  health: number;
  /** Capacity that a rest has given back for now, share; loss that the gauge cannot explain, %/h. */
  regained: number;
  unexplainedPctH: number;
  currentA: number;
  voltage: number;
  /** Charge taken out so far, full cycles. */
  cycles: number;
  /** Unit processes of fading, room noise, distortion and of noise that remains. */
  shadow: number;
  roomNoise: number;
  distortion: number;
  residue: number;
  doorShut: boolean;
  doorUntilMs: number;
  rssiDbm: number;
  retryShare: number;
  disconnects: number;
  disconnectBudget: number;
  /** Whether the newer release is installed, and the one that leaks in its place. */
  newer: boolean;
  bad: boolean;
  /** Whether it was kept in a state at the last step. */
  held: boolean;
  uptimeS: number;
  boots: number;
  reset: ResetReason;
  /** Memory free, share of what is free after a boot. */
  memory: number;
  /** Hazard left until the next crash, and crashes in a row. */
  crashBudget: number;
  crashesInRow: number;
  clips: number;
  underruns: number;
  /** Underruns an hour of play, over the last of it. */
  underrunsPerH: number;
}

/** One device: constants, moving state, and the sources it draws from. */
export interface AudioUnit {
  readonly kind: AudioKind;
  readonly own: KindParameters;
  readonly parameters: AudioParameters;
  readonly site: AudioSiteParameters;
  readonly variation: UnitVariation;
  /** Mean signal at its place, without fading, dBm. */
  readonly signalDbm: number;
  readonly state: AudioState;
  readonly effects: AudioEffects;
  readonly random: AudioRandom;
  /** Noise of the sensors that every kind has, from their stream. */
  readonly noise: NormalBatch;
  readonly paces: AudioPaces;
}

/** Gains of the heat nodes and of the slow processes at the present length of step. */
export interface AudioPaces {
  readonly box: Pace<number>;
  readonly soc: Pace<number>;
  readonly amp: Pace<number>;
  readonly magnet: Pace<number>;
  readonly coil: Pace<number>;
  readonly battery: Pace<number>;
  readonly gauge: Pace<number>;
  readonly rest: Pace<number>;
  readonly use: Pace<number>;
  readonly gaps: Pace<number>;
  readonly shadow: Pace<Diffusion>;
  readonly room: Pace<Diffusion>;
}

/** One stream for each subsystem, so that a change in one leaves the others' numbers alone. */
interface AudioRandom {
  readonly usage: Random;
  readonly radio: Random;
  readonly links: Random;
  readonly firmware: Random;
  readonly acoustics: Random;
  readonly sensors: Random;
}
