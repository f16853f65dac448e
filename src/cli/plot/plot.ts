import type { TruthEvent } from '../../telemetry/truth.ts';

/** What a profile's devices do over a span of simulated time, ready to be drawn. */
export interface Plot {
  readonly profile: string;
  readonly description: string;
  readonly seed: string;
  /** Simulated instants, ms since the epoch. */
  readonly from: number;
  readonly to: number;
  /** Time between two values of a line, ms; value `i` belongs to the step that begins at `from + i * stepMs`. */
  readonly stepMs: number;
  readonly panels: readonly Panel[];
  /** What was injected. */
  readonly truth: readonly TruthEvent[];
}

/** One metric, the devices over each other. */
export interface Panel {
  readonly metric: string;
  readonly lines: readonly PlotLine[];
}

export interface PlotLine {
  readonly device: string;
  /** The device on the same numbers without its fault, for comparison. */
  readonly twin: boolean;
  /** NaN where the sensor delivered nothing. */
  readonly values: readonly number[];
}
