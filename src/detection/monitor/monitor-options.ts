import { DEFAULT_THRESHOLD, type AdaptiveThresholdOptions } from '../adaptive-threshold.ts';
import { DEFAULT_POLICY, type AlertPolicyOptions } from '../alert-policy.ts';
import { optionError } from '../random-cut-forest/forest-options.ts';
import { controlLimit } from './control-limit.ts';
import type { NormalBehaviourOptions } from './normal-behaviour.ts';

export interface MonitorChannel {
  /** Metric watched. */
  readonly name: string;
  /** Metrics that set its operating point: its expected value is a regression on them. */
  readonly given?: readonly string[];
  /**
   * Their past tells as well: each is given once more as its average over this time, fading, ms.
   * For temperatures, which follow a start or a stop by hours.
   */
  readonly lagMs?: number;
  /** Their squares are given as well: power over wind speed, losses over load are no straight lines. */
  readonly curved?: boolean;
  /** The side on which a deviation means something; both without. */
  readonly side?: 'above' | 'below';
}

/** A metric within bounds; one that is missing is not. */
interface MonitorCondition {
  readonly metric: string;
  readonly above?: number;
  readonly below?: number;
}

interface ProtectionOptions {
  /** Learn nothing while a reading looks anomalous or an episode is open; default true. */
  readonly freeze: boolean;
  /** An episode that lasts this long is accepted as the new normal, ms. */
  readonly acceptAfterMs: number;
  /** Readings kept aside while frozen, to be learned if accepted; thinned evenly when full. */
  readonly quarantineMax: number;
}

/** What scores the deviations: the forest, or a control chart to compare it with. */
export const SCORER_NAMES = ['rcf', 'ewma', 'hotelling', 'robust-z'] as const;
export type ScorerName = (typeof SCORER_NAMES)[number];

export interface MonitorOptions {
  /** Default `rcf`. */
  readonly detector?: ScorerName;
  readonly channels: readonly MonitorChannel[];
  /** Readings that do not meet all of these are not judged: a machine at rest. */
  readonly when?: readonly MonitorCondition[];
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
  /**
   * Deviations that were averaged are measured by their own usual size, learned as if this many had been
   * seen of the size of single ones; 0, the default, measures them by that of single ones. Averages
   * of noise are small, so that little of a steady shift stands out; averages of what follows the
   * weather are not.
   */
  readonly scalePrior?: number;
  /**
   * A channel that is off by this share of the material deviation is no longer learned from, so that
   * what grows over weeks does not teach that it is normal; 0, the default, believes every channel.
   */
  readonly doubtShare?: number;
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

const DEFAULTS = {
  detector: 'rcf',
  when: [],
  seed: 0,
  numberOfTrees: 50,
  sampleSize: 256,
  shingleSize: 1,
  outputAfter: 32,
  warmUpMs: 1_800_000,
  smoothingMs: 60_000,
  materialDeviation: 5,
  scalePrior: 0,
  doubtShare: 0,
} as const satisfies Omit<MonitorOptions, 'channels'>;

/** @throws PmSimError `detection/option` */
export function resolveMonitorOptions(options: MonitorOptions): MonitorSettings {
  const { channels } = options;
  if (channels.length === 0) throw optionError('channels', '[]', 'at least one channel');
  const names = channels.map((channel) => channel.name);
  if (new Set(names).size < names.length) {
    throw optionError('channels', names.join(', '), 'each channel once');
  }
  const { detector, sampleSize } = { ...DEFAULTS, ...options };
  return {
    ...DEFAULTS,
    timeDecay: 1 / (10 * sampleSize),
    ...options,
    // By name, so that the order in which channels are listed changes nothing.
    channels: channels.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    normalBehaviour: { ...DEFAULT_NORMAL, ...options.normalBehaviour },
    threshold: {
      ...DEFAULT_THRESHOLD,
      ...controlLimit(detector, channels.length),
      ...options.threshold,
    },
    policy: { ...DEFAULT_POLICY, ...options.policy },
    protection: { ...DEFAULT_PROTECTION, ...options.protection },
  };
}
