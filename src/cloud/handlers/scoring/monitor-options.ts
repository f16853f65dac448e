import type { MonitorOptions } from '../../../detection/index.ts';
import { parseDuration } from '../../../runtime/duration.ts';
import type { ScoringConfig } from '../../stack/scoring-schema.ts';

/** The detector's options as the profile's section `scoring` asks for them. */
export function monitorOptions(config: ScoringConfig): MonitorOptions {
  const options: MonitorOptions = {
    channels: config.channels.map(({ metric, given = [], lag, curved, side }) => {
      return { name: metric, given, ...defined({ lagMs: ms(lag), curved, side }) };
    }),
    ...(config.when === undefined ? {} : { when: config.when.map((one) => conditionOf(one)) }),
    ...defined({
      numberOfTrees: config.numberOfTrees,
      sampleSize: config.sampleSize,
      shingleSize: config.shingleSize,
      warmUpMs: ms(config.warmUp),
      smoothingMs: ms(config.smoothing),
      materialDeviation: config.materialDeviation,
    }),
    threshold: thresholdOf(config.threshold),
    policy: policyOf(config.policy),
    normalBehaviour: normalBehaviourOf(config.normalBehaviour),
    protection: defined({ acceptAfterMs: ms(config.acceptAfter) }),
  };
  return config.mode === 'fixed-2' ? { ...options, ...FIXED_2 } : options;
}

/**
 * Score 2 and no second opinion: no learned threshold, no persistence, no minimum size in usual
 * deviations. Closes with the first score below 2.
 */
const FIXED_2: Partial<MonitorOptions> = {
  threshold: { zFactor: 0, absoluteThreshold: 2, initialThreshold: 2 },
  policy: {
    openCount: 1,
    openWindow: 1,
    openMinMs: 0,
    closeCount: 1,
    closeMinMs: 0,
    closeRatio: 1,
    refractoryMs: 0,
  },
  materialDeviation: 1e-6,
};

function conditionOf(
  config: NonNullable<ScoringConfig['when']>[number],
): NonNullable<MonitorOptions['when']>[number] {
  return { metric: config.metric, ...defined({ above: config.above, below: config.below }) };
}

function thresholdOf(config: ScoringConfig['threshold']): NonNullable<MonitorOptions['threshold']> {
  return defined({
    zFactor: config?.zFactor,
    absoluteThreshold: config?.absolute,
    initialThreshold: config?.initial,
  });
}

function policyOf(config: ScoringConfig['policy']): NonNullable<MonitorOptions['policy']> {
  return defined({
    openCount: config?.openCount,
    openWindow: config?.openWindow,
    openMinMs: ms(config?.openFor),
    closeCount: config?.closeCount,
    closeMinMs: ms(config?.closeFor),
    closeRatio: config?.closeRatio,
    refractoryMs: ms(config?.refractory),
    rearmRatio: config?.rearmRatio,
  });
}

function normalBehaviourOf(
  config: ScoringConfig['normalBehaviour'],
): NonNullable<MonitorOptions['normalBehaviour']> {
  return defined({
    correlationMs: ms(config?.correlation),
    memoryMs: ms(config?.memory),
    ridge: config?.ridge,
    spreadFloorShare: config?.spreadFloorShare,
  });
}

function ms(text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseDuration(text);
}

/** Without the members that are undefined, so that the detector's defaults stand. */
function defined<T extends object>(values: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Name in keyof T]?: Exclude<T[Name], undefined> };
}
