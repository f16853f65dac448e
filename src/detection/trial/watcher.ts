import { createAlertPolicy, DEFAULT_POLICY, stepPolicy, type Transition } from '../alert-policy.ts';
import { createMonitor, type MonitorSample } from '../monitor/monitor.ts';
import { SCORER_NAMES, type MonitorOptions } from '../monitor/monitor-options.ts';
import type { TrialName } from './trial-names.ts';
import { createOneLiner, ONE_LINER_NAMES, type OneLinerName } from './one-liner.ts';

/** A detector of one device with its alert policy. */
export type Watcher = (sample: MonitorSample) => Watched;

interface Watched {
  readonly score: number;
  /** Metrics in the order in which they are blamed. */
  readonly blamed: readonly string[];
  readonly transition?: Transition | undefined;
}

export interface WatcherOptions {
  readonly monitor: MonitorOptions;
  /** Readings of a device that are taken for healthy. */
  readonly warmUpReadings: number;
}

/** A score that a one-line rule calls anomalous, in usual sizes: as wide as a control chart's limit. */
const ONE_LINER_LIMIT = 5;

export function createWatcher(name: TrialName, options: WatcherOptions): Watcher {
  const rule = ONE_LINER_NAMES.find((known) => known === name);
  if (rule !== undefined) return ruleWatcher(rule, options);
  const detector = SCORER_NAMES.find((known) => known === name) ?? 'rcf';
  const { threshold, ...rest } = options.monitor;
  // The profile's threshold is in the unit of the forest's scores; a chart has limits of its own.
  const forest = detector === 'rcf' && threshold !== undefined ? { threshold } : {};
  const monitor = createMonitor({ ...rest, ...forest, detector });
  return (sample) => {
    const { score, attribution, episode } = monitor.observe(sample);
    const blamed = attribution.map(({ metric }) => metric);
    return { score, blamed, transition: episode?.transition };
  };
}

/** The rule on each channel as it was measured, with the alert policy that the others have. */
function ruleWatcher(name: OneLinerName, options: WatcherOptions): Watcher {
  const { channels, policy: chosen } = options.monitor;
  const rules = channels.map((channel) => {
    return { metric: channel.name, rule: createOneLiner(name, options.warmUpReadings) };
  });
  const policy = createAlertPolicy();
  return ({ ts, values }) => {
    const off = rules.flatMap(({ metric, rule }) => {
      const value = values[metric];
      return value === undefined ? [] : [{ metric, score: rule(value) }];
    });
    const ranking = off.toSorted((a, b) => b.score - a.score);
    const score = ranking[0]?.score ?? 0;
    const level = score / ONE_LINER_LIMIT;
    const outcome = { ts, level, anomalous: level >= 1 };
    const transition = stepPolicy(policy, outcome, { ...DEFAULT_POLICY, ...chosen });
    return { score, blamed: ranking.map(({ metric }) => metric), transition };
  };
}
