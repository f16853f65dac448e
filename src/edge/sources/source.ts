import type { Reading } from '../../telemetry/reading.ts';

/**
 * Where an agent's readings come from. `run` gives each reading to `take` in order and ends when the
 * source is exhausted or the signal aborts. What `take` throws ends the source with it; a source that
 * acknowledges upstream does so only after `take` has returned.
 */
export interface Source {
  /** For messages, e.g. `mqtt://localhost:1883`. */
  readonly name: string;
  run(take: (reading: Reading) => void, signal: AbortSignal): Promise<void>;
}

/** Tells of input that is no reading; the source goes on. */
export type OnMalformed = (problem: { readonly where: string; readonly text: string }) => void;
