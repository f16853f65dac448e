import { PmSimError } from '../../runtime/errors.ts';
import { didYouMean } from '../../runtime/near-match.ts';
import type { Profile } from '../profile.ts';

/**
 * Checks the metrics that the sections of the channel name, once it is known what the devices deliver.
 * @throws PmSimError `profile/unknown-metric`
 */
export function checkMetrics(profile: Profile, metrics: () => readonly string[]): void {
  const named = namedMetrics(profile);
  if (named.length === 0) return;
  const known = metrics();
  for (const { path, metric } of named) {
    if (known.includes(metric)) continue;
    throw new PmSimError(
      'profile/unknown-metric',
      `${path}.${metric}: no device of ${profile.profile} has this metric.${didYouMean(metric, known)}`,
      { hint: `Metrics are ${known.join(', ')}.` },
    );
  }
}

interface Named {
  readonly path: string;
  readonly metric: string;
}

function under(path: string, section: object): readonly Named[] {
  return Object.keys(section).map((metric) => ({ path, metric }));
}

function namedMetrics({ sensors = {}, publish }: Profile): readonly Named[] {
  return [
    ...under('sensors', sensors),
    ...under('publish.deadband.metrics', publish?.deadband?.metrics ?? {}),
    ...under('publish.historian.metrics', publish?.historian?.metrics ?? {}),
  ];
}
