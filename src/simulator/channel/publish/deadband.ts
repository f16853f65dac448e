import { parseDuration } from '../../../runtime/duration.ts';
import type { Reading } from '../../../telemetry/reading.ts';
import type { Policy } from './policy.ts';
import type { DeadbandConfig } from './publish-config.ts';

type Band = NonNullable<DeadbandConfig['others']>;

/** Band of every metric where the profile names none. Engineering judgement. */
const ANY: Band = { percent: 5 };

/** Report by exception: a whole reading when a metric left its band, appeared or went, or was silent too long. */
export function createDeadband(config: DeadbandConfig): Policy {
  const heartbeatMs = parseDuration(config.heartbeat);
  const { metrics: bands } = config;
  const others = config.others ?? (Object.keys(bands).length === 0 ? ANY : undefined);
  let sent: Reading | undefined;

  const left = (metric: string, sample: Reading, last: Reading): boolean => {
    const band = bands[metric] ?? others;
    return band !== undefined && moved(sample.metrics[metric], last.metrics[metric], band);
  };
  const isNews = (sample: Reading, last: Reading): boolean =>
    sample.ts - last.ts >= heartbeatMs ||
    Object.keys(sample.metrics).some((metric) => left(metric, sample, last)) ||
    Object.keys(last.metrics).some(
      (metric) => sample.metrics[metric] === undefined && left(metric, sample, last),
    );

  return (sample) => {
    if (sent !== undefined && !isNews(sample, sent)) return [];
    sent = sample;
    return [sample];
  };
}

function moved(value: number | undefined, last: number | undefined, band: Band): boolean {
  if (value === undefined || last === undefined) return value !== last;
  const allowed = band.absolute ?? (Math.abs(last) * (band.percent ?? 0)) / 100;
  return Math.abs(value - last) > allowed;
}
