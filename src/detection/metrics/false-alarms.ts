import { contains, intersect, mergeIntervals } from './intervals.ts';
import { faultInterval, faultsOf, type Interval, type Judged } from './judged.ts';
import { poissonInterval } from './poisson-interval.ts';

/** Alarms of one device less than this apart are one episode, ms; evaluation protocol: 1 h. */
const EPISODE_GAP_MS = 3_600_000;

const DAY_MS = 86_400_000;

export interface FalseAlarmRate {
  readonly devices: number;
  readonly episodes: number;
  /** Time outside faults, during which an alarm would be false, in device-days. */
  readonly deviceDays: number;
  /** Episodes per device-day with its exact 95 % Poisson interval; null without device-days. */
  readonly perDeviceDay: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

export interface FalseAlarmMetrics {
  readonly all: FalseAlarmRate;
  /** Devices to which nothing happened. */
  readonly healthy: FalseAlarmRate;
  /** Devices with events, none of which is a fault. */
  readonly confounderOnly: FalseAlarmRate;
}

/** False alarm episodes per device-day: all devices, healthy ones, and those with confounders only. */
export function falseAlarmMetrics(judged: Judged): FalseAlarmMetrics {
  const { devices, truth } = judged;
  const eventful = new Set(truth.map(({ device }) => device));
  const faulty = new Set(faultsOf(truth).map(({ device }) => device));
  const confounded = devices.filter((name) => eventful.has(name) && !faulty.has(name));
  return {
    all: rateOver(judged, devices),
    healthy: rateOver(
      judged,
      devices.filter((name) => !eventful.has(name)),
    ),
    confounderOnly: rateOver(judged, confounded),
  };
}

function rateOver(judged: Judged, devices: readonly string[]): FalseAlarmRate {
  let episodes = 0;
  let exposedMs = 0;
  for (const device of devices) {
    const faults = faultIntervals(judged, device);
    exposedMs += judged.to - judged.from - coveredMs(judged, faults);
    const wrong = judged.alerts.filter(
      (alert) => alert.device === device && !faults.some((fault) => contains(fault, alert.from)),
    );
    episodes += mergeIntervals(wrong, EPISODE_GAP_MS).length;
  }
  const deviceDays = exposedMs / DAY_MS;
  const { low, high } = poissonInterval(episodes);
  const per = (count: number) => (deviceDays > 0 ? count / deviceDays : null);
  return {
    devices: devices.length,
    episodes,
    deviceDays,
    perDeviceDay: per(episodes),
    low: per(low),
    high: per(high),
  };
}

function faultIntervals({ truth, to }: Judged, device: string): Interval[] {
  const own = faultsOf(truth).filter((event) => event.device === device);
  return mergeIntervals(
    own.map((event) => faultInterval(event, to)),
    0,
  );
}

function coveredMs(span: Interval, faults: readonly Interval[]): number {
  return faults.reduce((sum, fault) => {
    const part = intersect(span, fault);
    return part === undefined ? sum : sum + part.to - part.from;
  }, 0);
}
