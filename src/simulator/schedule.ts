import type { Random } from '../runtime/random.ts';
import type { Station } from './channel/station.ts';

/** Who is due when: each device once an interval, at its own phase of it. */
export interface Schedule {
  readonly nextDue: () => number;
  /** The one that is due next; the one after it is next then. */
  take(): Station;
  /** Instants of a device's samples, which are counted from 0. */
  instantsOf(device: string): (round: number) => number;
}

export interface ScheduleOptions {
  readonly stations: readonly Station[];
  readonly startMs: number;
  readonly intervalMs: number;
  readonly random: Random;
}

interface Slot {
  readonly station: Station;
  readonly phaseMs: number;
}

export function createSchedule(options: ScheduleOptions): Schedule {
  const { stations, startMs, intervalMs, random } = options;
  const phaseOf = (device: string): number => random.fork(`phase:${device}`).int(intervalMs);
  const slots = stations
    .map((station): Slot => ({ station, phaseMs: phaseOf(station.device.info.name) }))
    .toSorted((a, b) => a.phaseMs - b.phaseMs);
  let next = 0;
  let round = 0;
  const slot = (): Slot => slots[next] as Slot;
  return {
    nextDue: () => startMs + round * intervalMs + slot().phaseMs,
    take() {
      const { station } = slot();
      next += 1;
      if (next === slots.length) {
        next = 0;
        round += 1;
      }
      return station;
    },
    instantsOf(device) {
      const phaseMs = phaseOf(device);
      return (count) => startMs + count * intervalMs + phaseMs;
    },
  };
}
