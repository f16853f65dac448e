import { DEFAULT_THRESHOLD, type AdaptiveThresholdOptions } from '../adaptive-threshold.ts';
import { DEFAULT_POLICY, type AlertPolicyOptions } from '../alert-policy.ts';
import { optionError } from '../random-cut-forest/forest-options.ts';
import type { NormalBehaviourOptions } from './normal-behaviour.ts';

export interface MonitorChannel {
  /** Metric watched. */
  readonly name: string;
  /** Metrics that set its operating point: its expected value is a regression on them. */
  readonly given?: readonly string[];
}

interface ProtectionOptions {
  /** Learn nothing while a reading looks anomalous or an episode is open; default true. */
  readonly freeze: boolean;
  /** An episode that lasts this long is accepted as the new normal, ms. */
  readonly acceptAfterMs: number;
  /** Readings kept aside while frozen, to be learned if accepted; thinned evenly when full. */
  readonly quarantineMax: number;
}

export interface MonitorOptions {
  readonly channels: readonly MonitorChannel[];
  readonly seed?: number | string;
  readonly numberOfTrees?: number;
  readonly sampleSize?: number;
  /** Readings that make one point of the forest; default 1: smoothing already spans readings. */
  readonly shingleSize?: number;
  readonly timeDecay?: number;
  /** Readings learned by the forest before it may alarm. */
  readonly outputAfter?: number;
  /** Time from the first reading in which everything is taken for healthy, ms. */
  readonly warmUpMs?: number;
  /** Deviations are averaged over this time, ms. */
  readonly smoothingMs?: number;
  /** A channel must be this many of its usual deviations off to be worth an alarm. */
  readonly materialDeviation?: number;
  readonly normalBehaviour?: Partial<NormalBehaviourOptions>;
  readonly threshold?: Partial<AdaptiveThresholdOptions>;
  readonly policy?: Partial<AlertPolicyOptions>;
  readonly protection?: Partial<ProtectionOptions>;
}

export interface MonitorSettings extends Required<MonitorOptions> {
  readonly normalBehaviour: NormalBehaviourOptions;
  readonly threshold: AdaptiveThresholdOptions;
  readonly policy: AlertPolicyOptions;
  readonly protection: ProtectionOptions;
}

const DEFAULT_NORMAL: NormalBehaviourOptions = {
  correlationMs: 300_000,
  memoryMs: 7 * 86_400_000,
  ridge: 0.3,
  spreadFloorShare: 0.01,
};

const DEFAULT_PROTECTION: ProtectionOptions = {
  freeze: true,
  acceptAfterMs: 12 * 3_600_000,
  quarantineMax: 256,
};

/** @throws PmSimError `detection/option` */
export function resolveMonitorOptions(options: MonitorOptions): MonitorSettings {
  const { channels } = options;
  if (channels.length === 0) throw optionError('channels', '[]', 'at least one channel');
  const names = channels.map((channel) => channel.name);
  if (new Set(names).size < names.length) {
    throw optionError('channels', names.join(', '), 'each channel once');
  }
  const sampleSize = options.sampleSize ?? 256;
  return {
    // By name, so that the order in which channels are listed changes nothing.
    channels: channels.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    seed: options.seed ?? 0,
    numberOfTrees: options.numberOfTrees ?? 50,
    sampleSize,
    shingleSize: options.shingleSize ?? 1,
    timeDecay: options.timeDecay ?? 1 / (10 * sampleSize),
    outputAfter: options.outputAfter ?? 32,
    warmUpMs: options.warmUpMs ?? 1_800_000,
    smoothingMs: options.smoothingMs ?? 60_000,
    materialDeviation: options.materialDeviation ?? 5,
    normalBehaviour: { ...DEFAULT_NORMAL, ...options.normalBehaviour },
    threshold: { ...DEFAULT_THRESHOLD, ...options.threshold },
    policy: { ...DEFAULT_POLICY, ...options.policy },
    protection: { ...DEFAULT_PROTECTION, ...options.protection },
  };
}
