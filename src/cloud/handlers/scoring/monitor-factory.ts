import { createHash } from 'node:crypto';
import { createMonitor, restoreMonitor } from '../../../detection/index.ts';
import type { ScoringConfig } from '../../stack/scoring-schema.ts';
import type { MonitorFactory } from './device-monitor.ts';
import { monitorOptions } from './monitor-options.ts';

/** Hex digits of the fingerprint: enough to tell configurations apart. */
const FINGERPRINT_CHARS = 16;

/** Detectors after the profile's section `scoring`, seeded by the unit that they watch. */
export function monitorFactory(config: ScoringConfig): MonitorFactory {
  const options = monitorOptions(config);
  const given = options.channels.flatMap((channel) => channel.given ?? []);
  const names = options.channels.map((channel) => channel.name);
  return {
    fingerprint: fingerprintOf(options),
    metrics: [...new Set([...names, ...given])].toSorted(),
    create: (device, serial) => createMonitor({ ...options, seed: `${device}/${serial}` }),
    restore: restoreMonitor,
  };
}

function fingerprintOf(options: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(options))
    .digest('hex')
    .slice(0, FINGERPRINT_CHARS);
}
