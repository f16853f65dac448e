import type { Reading } from '../../telemetry/reading.ts';
import type { DedupConfig } from '../edge-config.ts';
import { DROP, PASS, type Filter } from '../filter.ts';

/** Readings remembered when the configuration does not say. */
const REMEMBER = 16;

/**
 * Drops a reading that was there already: one of the last `remember` with the same time and the same
 * values, as a field bus that repeats or a broker that delivers twice gives. It belongs before the
 * other filters: what an earlier one called urgent goes out, copy or not.
 */
export function createDedup(name: string, config: DedupConfig): Filter {
  const remember = config.remember ?? REMEMBER;
  const recent: string[] = [];
  return {
    name,
    process(reading) {
      const print = fingerprint(reading);
      if (recent.includes(print)) return DROP;
      recent.push(print);
      if (recent.length > remember) recent.shift();
      return PASS;
    },
  };
}

function fingerprint({ ts, metrics }: Reading): string {
  return `${ts} ${JSON.stringify(metrics)}`;
}
