import type { TruthEvent } from '../../../telemetry/truth.ts';
import type { Station } from '../station.ts';
import type { AlarmLimit } from './alarm-limit.ts';
import { createDeviceWatch, type DeviceWatch } from './device-watch.ts';
import { createEventWatch, type EventWatch, type Noticed } from './event-watch.ts';
import type { HealthyTwin } from './healthy-twin.ts';

/** The truth of a fleet, completed as the run goes on. */
export interface TruthKeeper {
  /** Takes what was planned for a device, before it begins. */
  add(event: TruthEvent, station: Station): void;
  /** Everything added, in that order, with what has been noticed up to now. */
  events(): readonly TruthEvent[];
}

export interface TruthKeeperOptions {
  readonly limits: readonly AlarmLimit[];
  readonly intervalMs: number;
  /** Makes the twin of a device that is about to give its sample of `ts`. */
  readonly createTwin: (station: Station, ts: number) => HealthyTwin;
}

/** The events of one device that are not over, and what follows them once there is a sample. */
interface Watched {
  events: readonly EventWatch[];
  watch: DeviceWatch | undefined;
}

/**
 * A device that has no fault costs nothing; one that has is compared with a healthy twin until all its
 * events are over. Several faults of one device are compared with the same twin, which has none.
 */
export function createTruthKeeper(options: TruthKeeperOptions): TruthKeeper {
  const { limits, intervalMs, createTwin } = options;
  const kept: EventWatch[] = [];
  const devices = new Map<string, Watched>();

  const follow = (watched: Watched, station: Station): void =>
    station.watch((ts, metrics) => {
      const { events } = watched;
      watched.watch ??= createDeviceWatch({ twin: createTwin(station, ts), events, intervalMs });
      watched.watch.see(ts, metrics);
      if (watched.watch.open().length > 0) return;
      station.watch(undefined);
      devices.delete(station.device.info.name);
    });

  return {
    add(event, station) {
      const watch = createEventWatch(event, limits);
      kept.push(watch);
      // Faults of the clock move no metric.
      if (event.channels.length === 0) return;
      const before = devices.get(event.device);
      before?.watch?.settle();
      const events = [...(before?.watch?.open() ?? before?.events ?? []), watch];
      const watched: Watched = { events, watch: undefined };
      devices.set(event.device, watched);
      follow(watched, station);
    },
    events() {
      for (const { watch } of devices.values()) watch?.settle();
      return kept.map((watch) => completed(watch.event, watch.noticed()));
    },
  };
}

/** In the order in which the instants follow each other. */
function completed(event: TruthEvent, noticed: Noticed): TruthEvent {
  const { functionalFailure, repaired, channels, ...head } = event;
  const end = repaired === undefined ? {} : { repaired };
  return { ...head, ...noticed, functionalFailure, ...end, channels };
}
