import type { PausableClock } from '../../runtime/clock.ts';
import type { Reading } from '../../telemetry/reading.ts';
import type { Fleet } from '../../simulator/fleet.ts';
import { createPump, type PumpStatus, type ReadingSource } from './pump.ts';
import type { Feed } from './run-feed.ts';
import type { TimeSpan } from './simulation-clock.ts';

export interface FleetFeedOptions {
  readonly fleet: Fleet;
  readonly clock: PausableClock;
  readonly span: TimeSpan;
  /** Readings of each device after which it falls silent. */
  readonly limit?: number;
}

/** A simulated fleet, paced by the simulation's clock, which stands until the feed runs. */
export function createFleetFeed(options: FleetFeedOptions): Feed {
  const { fleet, clock, span } = options;
  let pump: PumpStatus | undefined;
  return {
    run(take, signal, agenda) {
      const source = options.limit === undefined ? fleet : limited(fleet, options.limit);
      const pace = { clock, end: span.end, signal, take };
      const running = createPump(source, agenda === undefined ? pace : { ...pace, agenda });
      pump = running;
      clock.setPaused(false);
      return running.run();
    },
    simulatedMs: () => (pump?.reached() ?? span.start) - span.start,
    lagMs: () => pump?.lagMs() ?? 0,
    devices: () => fleet.devices.length,
  };
}

/** Ends when every device has given `limit` readings: all have the same interval. */
export function limited(fleet: Fleet, limit: number): ReadingSource {
  const left = new Map(fleet.devices.map(({ name }) => [name, limit]));
  let open = left.size;
  const admit = ({ device }: Reading): boolean => {
    const remaining = left.get(device) ?? 0;
    if (remaining === 1) open -= 1;
    left.set(device, remaining - 1);
    return remaining > 0;
  };
  return {
    nextDue: () => (open === 0 ? Infinity : fleet.nextDue()),
    reached: () => fleet.reached(),
    *advance(until) {
      for (const reading of fleet.advance(until)) if (admit(reading)) yield reading;
    },
  };
}
