import { parseDuration } from '../../runtime/duration.ts';
import type { Reading } from '../../telemetry/reading.ts';
import type { BandConfig, DeadbandConfig } from '../edge-config.ts';
import { DROP, PASS, type Filter } from '../filter.ts';

/**
 * Send-on-delta (exception reporting): a reading passes when one of the listed metrics has moved by
 * more than its band since the reading that was last sent, when a listed metric has appeared or gone,
 * or when `heartbeat` has passed since then. Metrics that are not listed travel along and decide nothing.
 */
export function createDeadband(name: string, config: DeadbandConfig): Filter {
  const heartbeatMs = parseDuration(config.heartbeat);
  const bands = Object.entries(config.metrics);
  let sent: Reading | undefined;

  function isNews(reading: Reading, last: Reading): boolean {
    // A clock set back makes the age negative: send, rather than be silent until it has caught up.
    const ageMs = reading.ts - last.ts;
    if (ageMs >= heartbeatMs || ageMs < 0) return true;
    return bands.some(([metric, band]) =>
      moved(reading.metrics[metric], last.metrics[metric], band),
    );
  }

  return {
    name,
    process(reading, urgent) {
      if (!urgent && sent !== undefined && !isNews(reading, sent)) return DROP;
      sent = reading;
      return PASS;
    },
  };
}

function moved(value: number | undefined, last: number | undefined, band: BandConfig): boolean {
  if (value === undefined || last === undefined) return value !== last;
  const allowed = 'absolute' in band ? band.absolute : (Math.abs(last) * band.percent) / 100;
  return Math.abs(value - last) > allowed;
}
