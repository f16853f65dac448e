import type { Random } from '../../../runtime/random.ts';

type Metrics = Record<string, number>;

/**
 * Takes single values out of readings at random: a metric without a value is absent. The distance to
 * the next missing value is drawn once for each, so a healthy fleet pays nothing for it.
 */
export function createSensorDropout(share: number, random: Random): (metrics: Metrics) => Metrics {
  if (share === 0) return (metrics) => metrics;
  const distance = (): number => Math.floor(random.exponential() / -Math.log1p(-share));
  let untilNext = distance();
  return (metrics) => {
    const names = Object.keys(metrics);
    const missing = new Set<string>();
    while (untilNext < names.length) {
      missing.add(names[untilNext] as string);
      untilNext += 1 + distance();
    }
    untilNext -= names.length;
    if (missing.size === 0) return metrics;
    return Object.fromEntries(Object.entries(metrics).filter(([name]) => !missing.has(name)));
  };
}
