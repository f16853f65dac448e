import type { TruthEvent } from '../../telemetry/truth.ts';

/** A fault that somebody asks for, from the command line, a key press or a scenario. */
export interface FaultRequest {
  readonly mode: string;
  readonly device: string;
  /** From the start of the run, or from the instant of a live injection, to the onset. */
  readonly delayMs: number;
  /** Onset to functional failure; the mode's own when absent. */
  readonly overMs?: number;
  /** 0 ... 1, scales the final effect; 1 when absent. */
  readonly severity?: number;
  /**
   * Functional failure to repair, after which the damage is gone; never repaired when absent. Negative
   * where it is mended before it fails.
   */
  readonly repairAfterMs?: number;
  /** The metric whose sensor fails, of a fault of a sensor; drawn from the seed when absent. */
  readonly channel?: string;
}

/** A way in which a family of devices can fail. */
export interface FaultMode {
  readonly mode: string;
  /** One line for people. */
  readonly description: string;
  readonly kind: TruthEvent['kind'];
  readonly course: Course;
  readonly defaultOverMs: number;
  /** How often it begins in the default campaign, per device-year. */
  readonly perDeviceYear: number;
  /** Metrics that it moves; none where an occurrence chooses its own, or moves none. */
  readonly channels: readonly string[];
}

/**
 * How damage grows between onset and functional failure: `wear` exponentially with irregular steps
 * and a healing dip, `loss` along an S, `excursion` up, across and down again, `ramp` evenly, `step`
 * at once, `block` at once and gone at the end, `telegraph` on and off at random, `sawtooth` up and
 * suddenly back, again and again. What is over at its end needs no repair: `excursion` and `block`.
 */
export type Course =
  | 'wear'
  | 'loss'
  | 'excursion'
  | 'ramp'
  | 'step'
  | 'block'
  | 'telegraph'
  | 'sawtooth';

/** Courses that end by themselves. */
export const PASSING: readonly Course[] = ['excursion', 'block'];

/** A fault that will happen: decided once from the seed; the device only obeys it. */
export interface FaultPlan {
  readonly event: TruthEvent;
  /** Damage at `ts`, 0 ... severity. */
  damageAt(ts: number): number;
}
