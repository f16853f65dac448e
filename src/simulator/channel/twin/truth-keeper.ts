import type { TruthEvent } from '../../../telemetry/truth.ts';
import type { FaultPlan } from '../../faults/fault.ts';
import type { Station } from '../station.ts';
import type { AlarmLimit } from './alarm-limit.ts';
import { createDeviceWatch, type DeviceWatch } from './device-watch.ts';
import { createEventWatch, type EventWatch, type Noticed } from './event-watch.ts';
import type { HealthyTwin } from './healthy-twin.ts';

/** The truth of a fleet, completed as the run goes on. */
export interface TruthKeeper {
  /** Takes what was planned for a device, before it begins. */
  add(plan: FaultPlan, station: Station): void;
  /** Notes that an event is mended at `ts`, earlier than was planned. */
  mend(event: string, ts: number): void;
  /** Everything added, in that order, with what has been noticed up to now. */
  events(): readonly TruthEvent[];
}

export interface TruthKeeperOptions {
  readonly limits: readonly AlarmLimit[];
  readonly intervalMs: number;
  /** Makes the twin of a device that is about to give its sample of `ts`. */
  readonly createTwin: (station: Station, ts: number) => HealthyTwin;
}

/** What is followed of one device. */
interface Followed {
  /** Events that are no faults: they happen to the twin as well. */
  readonly undergone: FaultPlan[];
  /** Faults that are not over, and what compares them once there is a sample. */
  faults: readonly EventWatch[];
  twin: HealthyTwin | undefined;
  watch: DeviceWatch | undefined;
}

/**
 * A device that has no fault costs nothing; one that has is compared with a healthy twin until all its
 * faults are over. Several faults of one device are compared with the same twin, which has none.
 */
export function createTruthKeeper(options: TruthKeeperOptions): TruthKeeper {
  const kept: EventWatch[] = [];
  const mended = new Map<string, number>();
  const devices = new Map<string, Followed>();
  const followed = (name: string): Followed => {
    const known = devices.get(name);
    if (known !== undefined) return known;
    const one: Followed = { undergone: [], faults: [], twin: undefined, watch: undefined };
    devices.set(name, one);
    return one;
  };
  return {
    add(plan, station) {
      const { event } = plan;
      const watch = createEventWatch(event, options.limits);
      kept.push(watch);
      if (event.kind === 'operational') {
        const { undergone, twin } = followed(event.device);
        undergone.push(plan);
        twin?.undergo(plan);
      } else if (event.channels.length > 0) {
        compareToo(watch, followed(event.device));
        follow(followed(event.device), station, options);
      }
    },
    mend(name, ts) {
      mended.set(name, ts);
      kept.find(({ event }) => event.event === name)?.mend(ts);
    },
    events() {
      for (const { watch } of devices.values()) watch?.settle();
      return kept.map((watch) => {
        const { event } = watch;
        const repaired = mended.get(event.event) ?? event.repaired;
        return completed(event, {
          ...watch.noticed(),
          ...(repaired === undefined ? {} : { repaired }),
        });
      });
    },
  };
}

/** A further fault needs a twin that has learned the scatter of its channels from the start. */
function compareToo(fault: EventWatch, device: Followed): void {
  device.watch?.settle();
  device.faults = [...(device.watch?.open() ?? device.faults), fault];
  device.twin = undefined;
  device.watch = undefined;
}

function follow(device: Followed, station: Station, options: TruthKeeperOptions): void {
  station.watch((ts, metrics) => {
    device.watch ??= compare(device, options.createTwin(station, ts), options.intervalMs);
    device.watch.see(ts, metrics);
    if (device.watch.open().length > 0) return;
    station.watch(undefined);
    device.faults = [];
    device.twin = undefined;
    device.watch = undefined;
  });
}

function compare(device: Followed, twin: HealthyTwin, intervalMs: number): DeviceWatch {
  for (const plan of device.undergone) twin.undergo(plan);
  device.twin = twin;
  return createDeviceWatch({ twin, events: device.faults, intervalMs });
}

/** In the order in which the instants follow each other. */
function completed(
  event: TruthEvent,
  { repaired, ...noticed }: Noticed & Pick<TruthEvent, 'repaired'>,
): TruthEvent {
  const { functionalFailure, repaired: _planned, channels, ...head } = event;
  const end = repaired === undefined ? {} : { repaired };
  return { ...head, ...noticed, functionalFailure, ...end, channels };
}
