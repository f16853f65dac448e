import { PmSimError } from '../runtime/errors.ts';
import { didYouMean } from '../runtime/near-match.ts';
import { createRandom, type Random } from '../runtime/random.ts';
import type { Reading } from '../telemetry/reading.ts';
import type { TruthEvent } from '../telemetry/truth.ts';
import type { Device, DeviceInfo } from './devices/device.ts';
import { createSite, faultModes } from './devices/families.ts';
import type { FaultMode, FaultPlan, FaultRequest } from './faults/fault.ts';
import { planFault } from './faults/plan-fault.ts';
import { deviceInfos } from './naming.ts';
import type { Profile } from './profile.ts';

/** All devices of a profile on one time axis. */
export interface Fleet {
  readonly devices: readonly DeviceInfo[];
  /** Time of the next reading, ms since the epoch. */
  nextDue(): number;
  /**
   * All readings due at or before `until`, in order of time, then of device. Lazy: a reading is taken
   * when it is asked for, and what was not asked for stays due.
   */
  advance(until: number): Iterable<Reading>;
  /**
   * Plans a fault whose delay counts from `now`.
   * @throws PmSimError `fault/unknown-mode`, `fault/unknown-device`
   */
  inject(request: FaultRequest, now: number): TruthEvent;
  /**
   * The faults that a device can have.
   * @throws PmSimError `fault/unknown-device`
   */
  modesOf(device: string): readonly FaultMode[];
  /** Everything injected so far, in the order of injection. */
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
}

/**
 * Every stream of randomness is named after the site and the device that uses it: the same seed gives
 * the same readings, and one device more changes no other's.
 */
export function createFleet({ profile, seed, start, faults }: FleetOptions): Fleet {
  const random = createRandom(seed).fork(`site:${profile.site.name}`);
  const createDevice = createSite({ profile, startMs: start, random });
  const devices = deviceInfos(profile, seed).map((info) => createDevice(info));
  const plans = createFaultPlanner(profile, devices, random);
  for (const request of faults) plans.inject(request, start);
  const schedule = createSchedule({ profile, devices, start, random });
  return {
    devices: devices.map(({ info }) => info),
    nextDue: () => schedule.nextDue(),
    *advance(until) {
      while (schedule.nextDue() <= until) {
        const ts = schedule.nextDue();
        const device = schedule.take();
        device.advance(ts);
        yield readingOf(device, ts);
      }
    },
    inject: (request, now) => plans.inject(request, now),
    modesOf(name) {
      const device = findDevice(devices, name);
      return faultModes(profile.device)
        .filter(({ mode }) => device.canHave?.(mode) ?? true)
        .map((mode) => device.adapted?.(mode) ?? mode);
    },
    truth: () => plans.events,
    state: (name) => findDevice(devices, name).state(),
  };
}

function readingOf(device: Device, ts: number): Reading {
  const { info } = device;
  return {
    device: info.name,
    site: info.site,
    type: info.type,
    serial: info.serial,
    ts,
    metrics: device.metrics(),
  };
}

/** Who is due when: each device once an interval, at its own phase of it. */
interface Schedule {
  nextDue(): number;
  take(): Device;
}

interface ScheduleOptions {
  readonly profile: Profile;
  readonly devices: readonly Device[];
  readonly start: number;
  readonly random: Random;
}

function createSchedule({ profile, devices, start, random }: ScheduleOptions): Schedule {
  const { intervalMs } = profile;
  const slots = devices
    .map((device) => ({
      device,
      phaseMs: random.fork(`phase:${device.info.name}`).int(intervalMs),
    }))
    .toSorted((a, b) => a.phaseMs - b.phaseMs);
  let at = 0;
  let round = 0;
  const slot = (): { readonly device: Device; readonly phaseMs: number } =>
    slots[at] as { readonly device: Device; readonly phaseMs: number };
  return {
    nextDue: () => start + round * intervalMs + slot().phaseMs,
    take() {
      const { device } = slot();
      at += 1;
      if (at === slots.length) {
        at = 0;
        round += 1;
      }
      return device;
    },
  };
}

interface FaultPlanner {
  readonly events: readonly TruthEvent[];
  inject(request: FaultRequest, now: number): TruthEvent;
}

function createFaultPlanner(
  profile: Profile,
  devices: readonly Device[],
  random: Random,
): FaultPlanner {
  const events: TruthEvent[] = [];
  return {
    events,
    inject(request, now) {
      const known = findMode(faultModes(profile.device), request.mode);
      const device = findDevice(devices, request.device);
      const mode = device.adapted?.(known) ?? known;
      const before = events.filter((e) => e.device === request.device && e.mode === mode.mode);
      const plan: FaultPlan = planFault({
        request,
        mode,
        now,
        occurrence: before.length + 1,
        random: random.fork(`faults:${request.device}`),
      });
      device.afflict(plan);
      events.push(plan.event);
      return plan.event;
    },
  };
}

function findMode(modes: readonly FaultMode[], wanted: string): FaultMode {
  const found = modes.find(({ mode }) => mode === wanted);
  if (found !== undefined) return found;
  const names = modes.map(({ mode }) => mode);
  throw new PmSimError(
    'fault/unknown-mode',
    `There is no fault mode "${wanted}".${didYouMean(wanted, names)}`,
    { hint: `Modes of this fleet: ${names.join(', ')}.` },
  );
}

function findDevice(devices: readonly Device[], wanted: string): Device {
  const found = devices.find(({ info }) => info.name === wanted);
  if (found !== undefined) return found;
  const names = devices.map(({ info }) => info.name);
  throw new PmSimError(
    'fault/unknown-device',
    `There is no device "${wanted}" in this fleet.${didYouMean(wanted, names)}`,
    { hint: `Devices are called ${names[0]} to ${names[names.length - 1]}.` },
  );
}
