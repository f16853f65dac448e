import { parseDuration } from '../../runtime/duration.ts';
import type { DownsampleConfig } from '../edge-config.ts';
import { DROP, PASS, type Filter } from '../filter.ts';

/** The first reading of each window of source time; windows begin at whole multiples of their length. */
export function createDownsample(name: string, config: DownsampleConfig): Filter {
  const everyMs = parseDuration(config.every);
  let current: number | undefined;
  return {
    name,
    process(reading, urgent) {
      const window = Math.floor(reading.ts / everyMs);
      if (window === current && !urgent) return DROP;
      current = window;
      return PASS;
    },
  };
}
