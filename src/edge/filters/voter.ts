import type { ScorerName } from '../../detection/monitor/monitor-options.ts';
import { createMonitor, type Monitor } from '../../detection/monitor/monitor.ts';
import { parseDuration } from '../../runtime/duration.ts';
import type { Random } from '../../runtime/random.ts';
import type { Reading } from '../../telemetry/reading.ts';
import type { VotingDetectorConfig } from '../combine-config.ts';
import type { BareLimitConfig, ConditionConfig, ForestConfig } from '../detector-config.ts';
import { createLimit } from './limit.ts';

/** What one detector says of a reading. */
export interface Opinion {
  readonly anomalous: boolean;
  /** On the scale of the forest; of forests only. */
  readonly score?: number;
}

/** One detector of a device. To be shown every reading, in order. */
export interface Voter {
  /** Equal where the detector is made alike: a changed filter takes over what it has learned. */
  readonly key: string;
  /** For people. */
  readonly name: string;
  /** What it has learned; limits learn nothing. */
  readonly monitor?: Monitor;
  opine(reading: Reading): Opinion;
}

/** Smaller than in the cloud: an edge device has one forest in little memory, and reads often. */
const TREES = 30;
const SAMPLE_SIZE = 128;

const NOTHING: Opinion = { anomalous: false };
const ANOMALOUS: Opinion = { anomalous: true };

const SCORERS = {
  rcf: 'rcf',
  ewma: 'ewma',
  robustZ: 'robust-z',
  hotelling: 'hotelling',
} as const satisfies Record<string, ScorerName>;
const KINDS = ['rcf', 'ewma', 'robustZ', 'hotelling'] as const;

/**
 * The detector of one entry, or the one of the filter before that was made alike.
 * @param known voters of the filter that this one stands in for
 */
export function createVoter(
  config: VotingDetectorConfig,
  random: Random,
  known: readonly Voter[] = [],
): Voter {
  const { limit } = config;
  if (limit !== undefined) {
    const key = JSON.stringify({ limit });
    return known.find((voter) => voter.key === key) ?? limitVoter(key, limit);
  }
  for (const name of KINDS) {
    const watched = config[name];
    if (watched === undefined) continue;
    // On which readings it looks may change, with what it has learned kept.
    const { when, ...own } = watched;
    const key = JSON.stringify({ [name]: own });
    const same = known.find((voter) => voter.key === key);
    const monitor = same?.monitor ?? monitorOf(own, random, SCORERS[name]);
    return watchVoter({ key, name }, monitor, when);
  }
  throw new TypeError('A detector entry has no kind.');
}

function limitVoter(key: string, config: BareLimitConfig): Voter {
  const limit = createLimit(config, false);
  return {
    key,
    name: `limit ${config.metric}`,
    opine(reading) {
      limit.observe(reading);
      return limit.isRaised() ? ANOMALOUS : NOTHING;
    },
  };
}

/** Judges what the operating conditions leave unexplained. */
function watchVoter(
  { key, name }: { readonly key: string; readonly name: (typeof KINDS)[number] },
  monitor: Monitor,
  when: readonly ConditionConfig[] = [],
): Voter {
  const looksAt = conditionOf(when);
  const scores = name === 'rcf';
  return {
    key,
    name,
    monitor,
    opine(reading) {
      if (!looksAt(reading)) return NOTHING;
      const { anomalous, score } = monitor.observe({ ts: reading.ts, values: reading.metrics });
      if (scores) return { anomalous, score };
      return anomalous ? ANOMALOUS : NOTHING;
    },
  };
}

function conditionOf(conditions: readonly ConditionConfig[]): (reading: Reading) => boolean {
  return ({ metrics }) =>
    conditions.every(({ metric, above = -Infinity, below = Infinity }) => {
      const value = metrics[metric];
      return value !== undefined && value > above && value < below;
    });
}

function monitorOf(config: ForestConfig, random: Random, detector: ScorerName): Monitor {
  const { warmUp, smoothing, shingleSize, materialDeviation } = config;
  return createMonitor({
    detector,
    channels: config.channels.map(({ metric, given }) => ({
      name: metric,
      ...(given === undefined ? {} : { given }),
    })),
    seed: random.uint32(),
    numberOfTrees: config.numberOfTrees ?? TREES,
    sampleSize: config.sampleSize ?? SAMPLE_SIZE,
    ...(shingleSize === undefined ? {} : { shingleSize }),
    ...(materialDeviation === undefined ? {} : { materialDeviation }),
    ...(warmUp === undefined ? {} : { warmUpMs: parseDuration(warmUp) }),
    ...(smoothing === undefined ? {} : { smoothingMs: parseDuration(smoothing) }),
  });
}
