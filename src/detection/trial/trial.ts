import type { AlertMark, Judged } from '../metrics/judged.ts';
import type { MonitorSample } from '../monitor/monitor.ts';
import type { TrialName } from './trial-names.ts';
import { createWatcher, type Watcher, type WatcherOptions } from './watcher.ts';

/** What one detector made of a data set. */
export interface TrialOutcome {
  readonly name: TrialName;
  readonly alerts: readonly AlertMark[];
  /** Per device, scores in order of time. */
  readonly scores: ReadonlyMap<string, Float32Array>;
  /** Per device, rows in which an episode opened. */
  readonly openings: ReadonlyMap<string, readonly number[]>;
}

export interface TrialResult {
  readonly outcomes: readonly TrialOutcome[];
  /** Times of each device's readings, ms since the epoch; what comes late is not judged. */
  readonly times: ReadonlyMap<string, Float64Array>;
}

/** Detectors side by side over one stream of readings, each with state per device and nothing shared. */
export interface Trial {
  observe(device: string, sample: MonitorSample): void;
  /** @param spanEnd end of an episode that is still open, ms since the epoch */
  finish(spanEnd: number): TrialResult;
}

export function createTrial(names: readonly TrialName[], options: WatcherOptions): Trial {
  const runners = names.map((name) => createRunner(name, options));
  const times = new Map<string, number[]>();
  return {
    observe(device, sample) {
      const own = times.get(device) ?? [];
      if (own.length === 0) times.set(device, own);
      // As in the pipeline: what arrives after a later reading is not judged.
      if (sample.ts <= (own.at(-1) ?? -Infinity)) return;
      own.push(sample.ts);
      for (const runner of runners) runner.observe(device, sample);
    },
    finish: (spanEnd) => ({
      outcomes: runners.map((runner) => runner.finish(spanEnd)),
      times: new Map([...times].map(([device, own]) => [device, Float64Array.from(own)])),
    }),
  };
}

interface DeviceLog {
  readonly watch: Watcher;
  readonly scores: number[];
  readonly openings: number[];
  readonly alerts: AlertMark[];
  open: boolean;
}

function createRunner(name: TrialName, options: WatcherOptions) {
  const logs = new Map<string, DeviceLog>();
  const logOf = (device: string): DeviceLog => {
    const known = logs.get(device);
    if (known !== undefined) return known;
    const monitor = { ...options.monitor, seed: device };
    const watch = createWatcher(name, { ...options, monitor });
    const log = { watch, scores: [], openings: [], alerts: [], open: false };
    logs.set(device, log);
    return log;
  };
  return {
    observe: (device: string, sample: MonitorSample) => note(logOf(device), device, sample),
    finish(spanEnd: number): TrialOutcome {
      for (const { open, alerts } of logs.values()) if (open) endLast(alerts, spanEnd);
      const all = [...logs];
      return {
        name,
        alerts: all.flatMap(([, { alerts }]) => alerts),
        scores: new Map(all.map(([device, { scores }]) => [device, Float32Array.from(scores)])),
        openings: new Map(all.map(([device, { openings }]) => [device, openings])),
      };
    },
  };
}

/** Channels that an alert blames: as many as are judged. */
const BLAMED = 3;

function note(log: DeviceLog, device: string, sample: MonitorSample): void {
  const { score, blamed, transition } = log.watch(sample);
  const { ts } = sample;
  log.scores.push(score);
  if (transition === 'opened') {
    const channels = blamed.slice(0, BLAMED);
    const [channel = ''] = channels;
    log.openings.push(log.scores.length - 1);
    log.alerts.push({ device, from: ts, to: ts, channel, channels, source: 'cloud' });
    log.open = true;
  }
  if (transition !== 'closed') return;
  endLast(log.alerts, ts);
  log.open = false;
}

function endLast(alerts: AlertMark[], to: number): void {
  const last = alerts.at(-1);
  if (last !== undefined) alerts[alerts.length - 1] = { ...last, to: Math.max(last.from, to) };
}

/** The judgement of an outcome needs the alerts within the span only. */
export function judgedBy(
  outcome: Pick<TrialOutcome, 'alerts'>,
  frame: Omit<Judged, 'alerts'>,
): Judged {
  const alerts = outcome.alerts.filter(({ from }) => from >= frame.from && from <= frame.to);
  return { ...frame, alerts };
}
