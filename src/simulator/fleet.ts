import { PmSimError } from '../runtime/errors.ts';
import { didYouMean } from '../runtime/near-match.ts';
import { createRandom } from '../runtime/random.ts';
import type { Reading } from '../telemetry/reading.ts';
import type { TruthEvent } from '../telemetry/truth.ts';
import { checkMetrics } from './channel/check-metrics.ts';
import { createDepartures } from './channel/departures.ts';
import { isChannelFault } from './channel/faults/index.ts';
import { createSites } from './channel/sites.ts';
import type { Station } from './channel/station.ts';
import type { AlarmLimit } from './channel/twin/alarm-limit.ts';
import { createTruthKeeper } from './channel/twin/truth-keeper.ts';
import type { DeviceInfo } from './devices/device.ts';
import { faultModes } from './devices/families.ts';
import { createFaultPlanner, type RepairRequest } from './fault-planner.ts';
import type { FaultMode, FaultRequest } from './faults/fault.ts';
import { deviceInfos, deviceNames } from './naming.ts';
import type { Profile } from './profile.ts';
import { createSchedule } from './schedule.ts';
import type { Stretch } from './shard.ts';

/** All devices of a profile on one time axis. */
export interface Fleet {
  readonly devices: readonly DeviceInfo[];
  /** Places of the devices in the order in which they are sampled, round after round. */
  readonly order: readonly number[];
  /**
   * Instant at which a reading may be delivered next, ms since the epoch. Nothing is delivered before
   * it; at it there is none where a publish policy or the transport keeps it back.
   */
  nextDue(): number;
  /**
   * All readings delivered at or before `until`, in order of their delivery, then of device. A
   * reading's `ts` is the time that its device gave it: without a publish policy and dirt that is the
   * time of its delivery; otherwise it may be earlier, and readings of one device may come out of
   * order. Lazy: a sample is taken when it is asked for, and what was not asked for stays due. What is
   * still held up at the end was not delivered.
   */
  advance(until: number): Iterable<Reading>;
  /** Instant of the last delivery, ms: what partitions of a data set and the lag of a run go by. */
  reached(): number;
  /**
   * Plans a fault whose delay counts from `now`.
   * @throws PmSimError `fault/unknown-mode`, `fault/unknown-device`, `fault/unknown-channel`,
   * `fault/not-applicable`
   */
  inject(request: FaultRequest, now: number): TruthEvent;
  /**
   * Mends the faults of a device that are under way at `now`; the events as they are then.
   * @throws PmSimError `fault/unknown-device`, `fault/unknown-mode`, `fault/nothing-to-repair`
   */
  repair(request: RepairRequest, now: number): readonly TruthEvent[];
  /**
   * The faults that a device can have.
   * @throws PmSimError `fault/unknown-device`
   */
  modesOf(device: string): readonly FaultMode[];
  /**
   * Everything injected so far, in the order of injection. `detectable` and `alarmLimit` are there as
   * soon as the readings asked for have reached them.
   */
  truth(): readonly TruthEvent[];
  /**
   * Operating state of a device, e.g. `production`.
   * @throws PmSimError `fault/unknown-device`
   */
  state(device: string): string;
}

export interface FleetOptions {
  readonly profile: Profile;
  readonly seed: string;
  /** First instant, ms since the epoch. */
  readonly start: number;
  readonly faults: readonly FaultRequest[];
  /** Limits of the edge, by which the truth tells when a fault would first have raised an alarm. */
  readonly limits?: readonly AlarmLimit[];
  /** Part of the fleet that is simulated; the faults of the others' devices are left to them. */
  readonly part?: Stretch;
}

/**
 * Every stream of randomness is named after the site and the device that uses it: the same seed gives
 * the same readings, and one device more changes no other's.
 * @throws PmSimError `profile/unknown-metric`, and what `inject` throws
 */
export function createFleet(options: FleetOptions): Fleet {
  const { profile, seed, start: startMs, faults, limits = [], part } = options;
  const { intervalMs } = profile;
  const random = createRandom(seed).fork(`site:${profile.site.name}`);
  const infos = deviceInfos(profile, seed, part);
  const sites = createSites({ profile, startMs, random });
  const probed = deviceInfos(profile, seed, {
    from: 0,
    to: Math.min(PROBE_DEVICES, profile.count),
  });
  checkMetrics(profile, () => [...new Set(probed.flatMap(sites.metricsOf))]);
  const schedule = createSchedule({ infos, open: sites.open(), startMs, intervalMs, random });
  const { stations } = schedule;
  const createTwin = sites.twins((name) => schedule.instantsOf(name));
  const truth = createTruthKeeper({ limits, intervalMs, createTwin });
  const modes = faultModes(profile.device);
  const find = (name: string): Station => findStation(stations, name);
  const planner = createFaultPlanner({ modes, find, truth, metricsOf: sites.metricsOf, random });
  const others = faults.length === 0 ? NOBODY : otherNames(profile, infos);
  for (const request of faults) {
    if (!others.has(request.device)) planner.inject(request, startMs);
  }
  const departures = createDepartures({ profile, schedule, startMs, random });
  return {
    devices: infos,
    order: schedule.order,
    nextDue: departures.nextDue,
    reached: () => departures.reached(),
    *advance(until) {
      while (departures.nextDue() <= until) {
        const reading = departures.next();
        if (reading !== undefined) yield reading;
      }
    },
    inject: (request, now) => planner.inject(request, now),
    repair: (request, now) => planner.repair(request, now),
    modesOf(name) {
      const station = find(name);
      const own = modes.filter(({ mode }) => canHave(station, mode));
      return own.map((mode) => station.device.adapted?.(mode) ?? mode);
    },
    truth: () => truth.events(),
    state: (name) => find(name).device.state(),
  };
}

const NOBODY: ReadonlySet<string> = new Set();

function otherNames(profile: Profile, own: readonly DeviceInfo[]): ReadonlySet<string> {
  const names = new Set(own.map(({ name }) => name));
  return new Set(deviceNames(profile).filter((name) => !names.has(name)));
}

/** Devices that are looked at for the metrics of a fleet: more than a family has kinds. */
const PROBE_DEVICES = 32;

/** Faults of sensors and clocks are for every device; of its family's, some kinds have only some. */
function canHave({ device }: Station, mode: string): boolean {
  return isChannelFault(mode) || (device.canHave?.(mode) ?? true);
}

/** @throws PmSimError `fault/unknown-device` */
export function findStation(stations: readonly Station[], wanted: string): Station {
  const found = stations.find(({ device }) => device.info.name === wanted);
  if (found !== undefined) return found;
  const names = stations.map(({ device }) => device.info.name);
  throw new PmSimError(
    'fault/unknown-device',
    `There is no device "${wanted}" in this fleet.${didYouMean(wanted, names)}`,
    { hint: `Devices are called ${names[0]} to ${names[names.length - 1]}.` },
  );
}
