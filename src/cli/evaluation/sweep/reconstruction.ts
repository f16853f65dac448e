import type { Reading } from '../../../telemetry/reading.ts';

/** How well what was not sent can be told from what was. */
export interface Reconstruction {
  /** Takes a reading with what was sent at that time, none, one or more. */
  take(reading: Reading, sent: readonly Reading[]): void;
  /** Root mean square error over the dropped readings, as a share of each metric's span; null of none. */
  nrmse(): number | null;
}

/**
 * Reconstructs a device's dropped readings by the straight line between the two that were sent around
 * them, as historians do. Holds what was dropped since the last one sent.
 */
export function createReconstruction(spans: Readonly<Record<string, number>>): Reconstruction {
  const metrics = Object.entries(spans).filter(([, span]) => span > 0);
  let before: Reading | undefined;
  let dropped: Reading[] = [];
  let squares = 0;
  let count = 0;

  const settle = (after: Reading): void => {
    for (const reading of dropped.filter(({ ts }) => ts < after.ts)) {
      for (const [metric, span] of metrics) {
        const error = errorOf(metric, reading, { before: before ?? after, after });
        if (error === undefined) continue;
        squares += (error / span) ** 2;
        count += 1;
      }
    }
    dropped = dropped.filter(({ ts }) => ts > after.ts);
    before = after;
  };
  return {
    take(reading, sent) {
      if (!sent.includes(reading)) dropped.push(reading);
      for (const one of sent) settle(one);
    },
    nrmse: () => (count === 0 ? null : Math.sqrt(squares / count)),
  };
}

function errorOf(
  metric: string,
  { ts, metrics }: Reading,
  { before, after }: { readonly before: Reading; readonly after: Reading },
): number | undefined {
  const [value, left, right] = [metrics[metric], before.metrics[metric], after.metrics[metric]];
  if (value === undefined || left === undefined || right === undefined) return undefined;
  const share = after.ts > before.ts ? (ts - before.ts) / (after.ts - before.ts) : 1;
  return value - (left + share * (right - left));
}
