import { setImmediate } from 'node:timers/promises';
import type { Reading } from '../../telemetry/reading.ts';
import { partitionEnd } from './partition.ts';
import { createParts, type PartsOptions, type PartsTotals } from './parts.ts';

export interface WriteTelemetryOptions extends PartsOptions {
  readonly signal: AbortSignal;
  /** Instant of the delivery of the reading in hand, ms, by which it goes to a file; its own when absent. */
  readonly deliveredAt?: () => number;
  readonly onProgress: (progress: { readonly rows: number; readonly ts: number }) => void;
}

export interface TelemetryTotals extends PartsTotals {
  readonly rows: number;
}

/** Readings that are simulated for files that are there already before anybody else gets a turn. */
const SKIPPED_ROWS = 65_536;

/**
 * Writes readings, which come in order of delivery, into one file after the other. At most one chunk and
 * the queue of one file are held. Stops with the signal's reason when that is aborted.
 */
export async function writeTelemetry(
  readings: Iterable<Reading>,
  options: WriteTelemetryOptions,
): Promise<TelemetryTotals> {
  const { signal, deliveredAt, onProgress, partition } = options;
  const parts = createParts(options);
  let encoder = parts.encoder();
  let until = -Infinity;
  let rows = 0;
  const breathe = async (ts: number): Promise<void> => {
    onProgress({ rows, ts });
    // Lets Ctrl+C in when the disk is faster than the simulation.
    await setImmediate();
    signal.throwIfAborted();
  };
  try {
    for (const reading of readings) {
      const ts = deliveredAt?.() ?? reading.ts;
      if (ts >= until) {
        await breathe(ts);
        await parts.next(ts);
        until = partitionEnd(ts, partition);
        encoder = parts.encoder();
      } else if (encoder === undefined ? rows % SKIPPED_ROWS === 0 : encoder.full()) {
        await parts.flush();
        await breathe(ts);
      }
      encoder?.add(reading);
      rows += 1;
    }
    await parts.end();
    signal.throwIfAborted();
  } catch (error) {
    await parts.destroy();
    throw error;
  }
  return { rows, ...parts.totals() };
}
