import type { Metrics } from '../faults/sensor-stage.ts';
import type { Station } from '../station.ts';

/**
 * The same device without its faults: made from the same seed and given the same instants, so that it
 * draws the same numbers. What differs between the two is what the faults do, free of noise.
 */
export interface HealthyTwin {
  /** Goes on to the device's next instant and reads it. */
  step(): { readonly ts: number; readonly metrics: Metrics };
}

export interface HealthyTwinOptions {
  /** A station that nobody else uses. */
  readonly station: Station;
  /** The device's instants, ms, counted from 0. */
  readonly instant: (round: number) => number;
}

export function createHealthyTwin({ station, instant }: HealthyTwinOptions): HealthyTwin {
  let round = 0;
  return {
    step() {
      const ts = instant(round);
      round += 1;
      return { ts, metrics: station.sample(ts).metrics };
    },
  };
}
