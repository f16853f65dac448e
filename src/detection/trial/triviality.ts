import type { TruthEvent } from '../../telemetry/truth.ts';
import { falseAlarmMetrics } from '../metrics/false-alarms.ts';
import { contains } from '../metrics/intervals.ts';
import {
  detectableFaults,
  detectionWindow,
  faultInterval,
  faultsOf,
  type Interval,
  type Judged,
} from '../metrics/judged.ts';
import type { MonitorSample } from '../monitor/monitor.ts';
import { createOneLiner, ONE_LINER_NAMES, type OneLiner, type OneLinerName } from './one-liner.ts';

/** A fault mode that a rule on one line finds as well as a detector could. */
export interface TrivialMode {
  readonly mode: string;
  readonly rule: OneLinerName;
  readonly metric: string;
  /** Usual sizes beyond which the rule alarms. */
  readonly limit: number;
  readonly recall: number;
  readonly falseAlarmsPerDeviceDay: number;
}

/** A mode is trivial at this event recall and no more false alarm episodes per device-day. */
const RECALL_LEAST = 0.95;
const FALSE_ALARMS_MOST = 0.05;
/** Limits that are tried, in usual sizes: the rule is given its best one, as the labels tell. */
const LIMITS = [3, 4, 5, 6, 8, 10, 15, 20, 30, 50];
/** As false alarms of detectors are counted. */
const EPISODE_GAP_MS = 3_600_000;

/** What one rule on one metric has found so far, per limit. */
interface Tally {
  readonly rule: OneLinerName;
  readonly metric: string;
  readonly found: readonly Set<string>[];
  readonly episodes: number[];
}

interface DeviceFaults {
  readonly atFault: readonly Interval[];
  readonly windows: readonly { readonly event: TruthEvent; readonly window: Interval }[];
  readonly rules: ReadonlyMap<Tally, { readonly rule: OneLiner; readonly falseAt: number[] }>;
}

export interface TrivialityGate {
  observe(device: string, sample: MonitorSample): void;
  finish(): readonly TrivialMode[];
}

/** Tries the one-line rules on every metric that some fault moves. */
export function createTrivialityGate(
  frame: Omit<Judged, 'alerts'>,
  learnReadings: number,
): TrivialityGate {
  const faults = detectableFaults({ ...frame, alerts: [] });
  const metrics = [...new Set(faults.flatMap(({ channels }) => channels))].toSorted();
  const tallies = metrics.flatMap((metric) =>
    ONE_LINER_NAMES.map((rule): Tally => {
      const found = LIMITS.map(() => new Set<string>());
      return { rule, metric, found, episodes: LIMITS.map(() => 0) };
    }),
  );
  const devices = new Map<string, DeviceFaults>();
  return {
    observe(device, sample) {
      const known = devices.get(device) ?? deviceFaults(device, frame, { tallies, learnReadings });
      devices.set(device, known);
      tally(known, sample);
    },
    finish() {
      const { deviceDays } = falseAlarmMetrics({ ...frame, alerts: [] }).all;
      const modes = [...new Set(faults.map(({ mode }) => mode))].toSorted();
      return modes.flatMap((mode) => {
        const events = faults.filter((event) => event.mode === mode);
        return easiest(mode, events, { tallies, deviceDays }) ?? [];
      });
    },
  };
}

function deviceFaults(
  device: string,
  { truth, to }: Omit<Judged, 'alerts'>,
  {
    tallies,
    learnReadings,
  }: { readonly tallies: readonly Tally[]; readonly learnReadings: number },
): DeviceFaults {
  const own = faultsOf(truth).filter((event) => event.device === device);
  return {
    atFault: own.map((event) => faultInterval(event, to)),
    windows: own.map((event) => ({ event, window: detectionWindow(event) })),
    rules: new Map(
      tallies.map((one) => {
        const rule = createOneLiner(one.rule, learnReadings);
        return [one, { rule, falseAt: LIMITS.map(() => -Infinity) }];
      }),
    ),
  };
}

function tally({ atFault, windows, rules }: DeviceFaults, { ts, values }: MonitorSample): void {
  const open = windows.filter(({ window }) => contains(window, ts));
  const wrong = !atFault.some((interval) => contains(interval, ts));
  for (const [{ metric, found, episodes }, { rule, falseAt }] of rules) {
    const value = values[metric];
    if (value === undefined) continue;
    const score = rule(value);
    for (let k = 0; k < LIMITS.length && score > (LIMITS[k] as number); k += 1) {
      for (const { event } of open) {
        if (event.channels.includes(metric)) found[k]?.add(event.event);
      }
      if (!wrong) continue;
      if (ts - (falseAt[k] as number) > EPISODE_GAP_MS) episodes[k] = (episodes[k] as number) + 1;
      falseAt[k] = ts;
    }
  }
}

/** The rule that finds the mode with the fewest false alarms, if any is good enough. */
function easiest(
  mode: string,
  events: readonly TruthEvent[],
  { tallies, deviceDays }: { readonly tallies: readonly Tally[]; readonly deviceDays: number },
): TrivialMode | undefined {
  const tried = tallies.flatMap(({ rule, metric, found, episodes }) =>
    LIMITS.map((limit, k): TrivialMode => {
      const recall = events.filter(({ event }) => found[k]?.has(event)).length / events.length;
      const falseAlarmsPerDeviceDay = deviceDays > 0 ? (episodes[k] as number) / deviceDays : 0;
      return { mode, rule, metric, limit, recall, falseAlarmsPerDeviceDay };
    }),
  );
  return tried
    .filter((one) => one.recall >= RECALL_LEAST && one.falseAlarmsPerDeviceDay <= FALSE_ALARMS_MOST)
    .toSorted((a, b) => a.falseAlarmsPerDeviceDay - b.falseAlarmsPerDeviceDay)[0];
}
