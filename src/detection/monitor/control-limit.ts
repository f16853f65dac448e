import type { AdaptiveThresholdOptions } from '../adaptive-threshold.ts';
import type { ScorerName } from './monitor-options.ts';

/** Standard deviations at which a control chart alarms; wider than Shewhart's three, because a fleet is many charts. */
const SIGMAS = 5;

/**
 * The fixed limit of a control chart over so many channels. A forest's scores have no unit, so it learns
 * its own; a chart's have: for Hotelling's statistic the limit is as rare as that of one channel, by the
 * approximation of chi-square of Wilson and Hilferty (PNAS 17, 1931).
 */
export function controlLimit(
  detector: ScorerName,
  channels: number,
): Partial<AdaptiveThresholdOptions> {
  if (detector === 'rcf') return {};
  const limit = detector === 'hotelling' ? jointLimit(channels) : SIGMAS;
  return { zFactor: 0, absoluteThreshold: limit, initialThreshold: limit };
}

/** Root of chi-square per degree of freedom. */
function jointLimit(channels: number): number {
  const share = 2 / (9 * channels);
  return (1 - share + SIGMAS * Math.sqrt(share)) ** 1.5;
}
