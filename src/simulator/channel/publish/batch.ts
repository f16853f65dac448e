import { parseDuration } from '../../../runtime/duration.ts';
import type { Random } from '../../../runtime/random.ts';
import type { Reading } from '../../../telemetry/reading.ts';
import type { Policy } from './policy.ts';
import type { BatchConfig } from './publish-config.ts';

/**
 * Keeps samples until the next contact and then delivers all of them, each with its own time. A
 * contact comes with the first sample that is due at or after the instant drawn for it.
 */
export function createBatch(config: BatchConfig, random: Random): Policy {
  const shortestMs = parseDuration(config.shortest);
  const ratio = parseDuration(config.longest) / shortestMs;
  const gap = (): number => shortestMs * ratio ** random.next();
  let kept: Reading[] = [];
  /** Where in `kept` the next sample goes once it is full: the oldest is there. */
  let oldest = 0;
  let contactAt: number | undefined;

  const keep = (sample: Reading): void => {
    if (kept.length < config.capacity) kept.push(sample);
    else {
      kept[oldest] = sample;
      oldest = (oldest + 1) % kept.length;
    }
  };

  return (sample) => {
    contactAt ??= sample.ts + gap();
    keep(sample);
    if (sample.ts < contactAt) return [];
    const inOrder = [...kept.slice(oldest), ...kept.slice(0, oldest)];
    kept = [];
    oldest = 0;
    contactAt = sample.ts + gap();
    return inOrder;
  };
}
