import { parseDuration } from '../../../runtime/duration.ts';
import type { Reading } from '../../../telemetry/reading.ts';
import type { Policy } from './policy.ts';
import type { HistorianConfig } from './publish-config.ts';
import { createTrack, type Track } from './track.ts';

/**
 * What a plant historian stores, and so what most industrial data sets are: each metric is told only
 * where its course bends. A bend is known one sample later, so a reading leaves with an earlier time
 * than the sample that told of it, and carries only the metrics that bent at that instant.
 */
export function createHistorian(config: HistorianConfig): Policy {
  const maxIntervalMs = parseDuration(config.maxInterval);
  const tracks = new Map<string, Track>();

  const trackOf = (metric: string): Track => {
    const known = tracks.get(metric);
    if (known !== undefined) return known;
    const own = config.metrics[metric];
    const { span, absolute, compression = config.compression } = own ?? {};
    const exception = own?.exception ?? config.exception;
    const track = createTrack({ span, absolute, compression, exception, maxIntervalMs });
    tracks.set(metric, track);
    return track;
  };

  return (sample) => {
    const byTime = new Map<number, Record<string, number>>();
    for (const [metric, value] of Object.entries(sample.metrics)) {
      for (const point of trackOf(metric).take({ ts: sample.ts, value })) {
        const metrics = byTime.get(point.ts);
        if (metrics === undefined) byTime.set(point.ts, { [metric]: point.value });
        else metrics[metric] = point.value;
      }
    }
    return readingsOf(sample, byTime);
  };
}

function readingsOf(
  sample: Reading,
  byTime: ReadonlyMap<number, Readonly<Record<string, number>>>,
): readonly Reading[] {
  if (byTime.size === 0) return [];
  return [...byTime]
    .toSorted(([a], [b]) => a - b)
    .map(([ts, metrics]) => ({ ...sample, ts, metrics }));
}
