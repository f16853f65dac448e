import { Afflictions } from '../../faults/afflictions.ts';
import type { FaultPlan } from '../../faults/fault.ts';
import type { Metrics } from '../faults/sensor-stage.ts';
import type { Station } from '../station.ts';

/**
 * The same device without its faults: made from the same seed and given the same instants, so that it
 * draws the same numbers. What differs between the two is what the faults do, free of noise. What is
 * part of a healthy device's life, its stops for instance, happens to the twin as well.
 */
export interface HealthyTwin {
  /** Goes on to the device's next instant and reads it. */
  step(): HealthySample;
  /** Adds what is no fault. */
  undergo(plan: FaultPlan): void;
}

interface HealthySample {
  readonly ts: number;
  readonly metrics: Metrics;
  /** Whether nothing that it undergoes is going on: only then does it scatter as usual. */
  readonly usual: boolean;
}

export interface HealthyTwinOptions {
  /** A station that nobody else uses. */
  readonly station: Station;
  /** The device's instants, ms, counted from 0. */
  readonly instant: (round: number) => number;
}

export function createHealthyTwin({ station, instant }: HealthyTwinOptions): HealthyTwin {
  const undergone = new Afflictions<undefined>();
  let round = 0;
  return {
    undergo(plan) {
      undergone.add(plan, undefined);
      station.device.afflict(plan);
    },
    step() {
      const ts = instant(round);
      round += 1;
      const usual = undergone.at(ts).every(({ plan }) => plan.damageAt(ts) <= 0);
      return { ts, metrics: station.sample(ts).metrics, usual };
    },
  };
}
