import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Reading } from '../../telemetry/reading.ts';
import { openPartFile, type PartFile } from './part-file.ts';
import { partitionMs, partPath, type PartFileOptions } from './partition.ts';
import type { RowFormat } from './row-format.ts';

/** Text that is gathered before it becomes bytes: large enough that a write costs nothing per row. */
const CHUNK_CHARS = 262_144;

export interface WriteTelemetryOptions extends PartFileOptions {
  /** Folder of the telemetry. */
  readonly dir: string;
  readonly gzip: boolean;
  readonly format: RowFormat;
  readonly signal: AbortSignal;
  /** Instant of the delivery of the reading in hand, ms: what the files go by. */
  readonly deliveredAt: () => number;
  readonly onProgress: (progress: { readonly rows: number; readonly ts: number }) => void;
}

export interface TelemetryTotals {
  readonly rows: number;
  readonly files: number;
  /** Uncompressed. */
  readonly bytes: number;
  /** Over the uncompressed bytes of all files in that order. */
  readonly sha256: string;
}

/**
 * Writes readings, which come in order of delivery, into one file after the other. At most one chunk and
 * the queue of one file are held. Stops with the signal's reason when that is aborted.
 */
export async function writeTelemetry(
  readings: Iterable<Reading>,
  options: WriteTelemetryOptions,
): Promise<TelemetryTotals> {
  const { format, signal, deliveredAt, onProgress } = options;
  const parts = createParts(options);
  let rows = 0;
  let text = '';
  try {
    for (const reading of readings) {
      const at = deliveredAt();
      const begins = parts.needsNext(at);
      if (begins || text.length >= CHUNK_CHARS) {
        await parts.write(text);
        text = '';
        onProgress({ rows, ts: at });
        // Lets Ctrl+C in when the disk is faster than the simulation.
        await setImmediate();
        signal.throwIfAborted();
      }
      if (begins) {
        await parts.next(at);
        text = format.header;
      }
      text += format.row(reading);
      rows += 1;
    }
    await parts.write(text);
    await parts.close();
    signal.throwIfAborted();
  } catch (error) {
    parts.destroy();
    throw error;
  }
  return { rows, ...parts.totals() };
}

/** The files of the telemetry, one open at a time. */
function createParts(options: WriteTelemetryOptions) {
  const lengthMs = partitionMs(options.partition);
  const hash = createHash('sha256');
  let open: PartFile | undefined;
  let until = -Infinity;
  let files = 0;
  let bytes = 0;
  const close = async (): Promise<void> => {
    await open?.close();
    open = undefined;
  };
  return {
    needsNext: (ts: number): boolean => ts >= until,
    async next(ts: number): Promise<void> {
      await close();
      open = await openPartFile(join(options.dir, partPath(ts, options)), options.gzip);
      until = lengthMs === Infinity ? Infinity : (Math.floor(ts / lengthMs) + 1) * lengthMs;
      files += 1;
    },
    async write(text: string): Promise<void> {
      if (text === '' || open === undefined) return;
      const chunk = Buffer.from(text);
      hash.update(chunk);
      bytes += chunk.length;
      await open.write(chunk);
    },
    close,
    destroy: (): void => open?.destroy(),
    totals: () => ({ files, bytes, sha256: hash.digest('hex') }),
  };
}
