import type { Random } from '../../runtime/random.ts';
import type { Reading } from '../../telemetry/reading.ts';
import type { Profile } from '../profile.ts';
import type { Schedule } from '../schedule.ts';
import { createDeliveryQueue } from './delivery-queue.ts';
import { createOutlet, type Outlet } from './outlet.ts';
import type { Station } from './station.ts';

/** Readings in the order in which they are delivered. */
export interface Departures {
  /** Instant at which something may be delivered next, ms; nothing is before it. */
  readonly nextDue: () => number;
  /** Does what is due next; nothing where that delivers nothing. */
  next(): Reading | undefined;
  /** Instant of the delivery or sample last done, ms. */
  reached(): number;
}

export interface DeparturesOptions {
  readonly profile: Profile;
  readonly schedule: Schedule;
  readonly startMs: number;
  /** Stream of the site. */
  readonly random: Random;
}

export function createDepartures(options: DeparturesOptions): Departures {
  const { publish, dirt } = options.profile;
  return publish === undefined && dirt === undefined ? direct(options) : held(options);
}

/** Every sample is delivered at once: its time is the time of its delivery. */
function direct({ schedule, startMs }: DeparturesOptions): Departures {
  let reached = startMs;
  return {
    nextDue: schedule.nextDue,
    reached: () => reached,
    next() {
      reached = schedule.nextDue();
      const station = schedule.take();
      return station.stamped(station.sample(reached));
    },
  };
}

/**
 * Samples go through publish policy and dirt, which may hold them up, and are delivered when their
 * instant has come. What is delivered at the instant of a sample comes before what the sample sends.
 */
function held({ profile, schedule, startMs, random }: DeparturesOptions): Departures {
  const queue = createDeliveryQueue();
  const outlets = new Map<Station, Outlet>();
  let reached = startMs;
  const outletOf = (station: Station): Outlet => {
    const known = outlets.get(station);
    if (known !== undefined) return known;
    const outlet = createOutlet({ profile, station, startMs, random });
    outlets.set(station, outlet);
    return outlet;
  };
  return {
    nextDue: () => Math.min(queue.nextAt(), schedule.nextDue()),
    reached: () => reached,
    next() {
      const due = schedule.nextDue();
      if (queue.nextAt() <= due) {
        reached = queue.nextAt();
        return queue.pop();
      }
      reached = due;
      const station = schedule.take();
      outletOf(station)(station.sample(due), (at, reading) => queue.push(at, reading));
      return undefined;
    },
  };
}
