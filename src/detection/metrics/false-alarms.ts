import { contains, intersect, mergeIntervals } from './intervals.ts';
import { faultInterval, faultsOf, type Interval, type Judged } from './judged.ts';
import { poissonInterval } from './poisson-interval.ts';

/** Alarms of one device less than this apart are one episode, ms; evaluation protocol: 1 h. */
const EPISODE_GAP_MS = 3_600_000;

const DAY_MS = 86_400_000;

/** An alarm this soon after an event that is no fault is one of it, ms: the machine settles again. */
const AFTERMATH_MS = 3_600_000;

export interface FalseAlarmRate {
  readonly episodes: number;
  /** Time during which such an alarm would be false, in device-days. */
  readonly deviceDays: number;
  /** Episodes per device-day with its exact 95 % Poisson interval; null without device-days. */
  readonly perDeviceDay: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

export interface FalseAlarmMetrics {
  /** Outside faults. */
  readonly all: FalseAlarmRate;
  /** Outside events of any kind. */
  readonly healthy: FalseAlarmRate;
  /** During events that are not faults, and for an hour after. */
  readonly confounder: FalseAlarmRate;
}

/** False alarm episodes per device-day outside faults: in all, in health, and in what only looks like a fault. */
export function falseAlarmMetrics(judged: Judged): FalseAlarmMetrics {
  const all = emptyTally();
  const confounder = emptyTally();
  for (const device of judged.devices) {
    const { faults, others } = eventsOf(judged, device);
    const either = mergeIntervals([...faults, ...others], 0);
    const exposedMs = judged.to - judged.from - coveredMs(judged, faults);
    all.exposedMs += exposedMs;
    confounder.exposedMs += coveredMs(judged, either) - coveredMs(judged, faults);
    const wrong = judged.alerts.filter(
      (alert) => alert.device === device && !faults.some((fault) => contains(fault, alert.from)),
    );
    const episodes = mergeIntervals(wrong, EPISODE_GAP_MS);
    all.episodes += episodes.length;
    confounder.episodes += episodes.filter(({ from }) =>
      others.some((event) => contains(event, from)),
    ).length;
  }
  const healthy = {
    episodes: all.episodes - confounder.episodes,
    exposedMs: all.exposedMs - confounder.exposedMs,
  };
  return { all: rateOf(all), healthy: rateOf(healthy), confounder: rateOf(confounder) };
}

interface Tally {
  episodes: number;
  exposedMs: number;
}

function emptyTally(): Tally {
  return { episodes: 0, exposedMs: 0 };
}

function rateOf({ episodes, exposedMs }: Tally): FalseAlarmRate {
  const deviceDays = exposedMs / DAY_MS;
  const { low, high } = poissonInterval(episodes);
  const per = (count: number) => (deviceDays > 0 ? count / deviceDays : null);
  return { episodes, deviceDays, perDeviceDay: per(episodes), low: per(low), high: per(high) };
}

/** Times at fault, and times of what is none with their aftermath. */
function eventsOf(
  { truth, to }: Judged,
  device: string,
): { readonly faults: readonly Interval[]; readonly others: readonly Interval[] } {
  const own = truth.filter((event) => event.device === device);
  const faults = faultsOf(own).map((event) => faultInterval(event, to));
  const others = own
    .filter(({ kind }) => kind !== 'fault')
    .map((event) => faultInterval(event, to))
    .map(({ from, to: end }) => ({ from, to: end + AFTERMATH_MS }));
  return { faults: mergeIntervals(faults, 0), others: mergeIntervals(others, 0) };
}

function coveredMs(span: Interval, intervals: readonly Interval[]): number {
  return intervals.reduce((sum, interval) => {
    const part = intersect(span, interval);
    return part === undefined ? sum : sum + part.to - part.from;
  }, 0);
}
