import { open, stat } from 'node:fs/promises';
import { errnoOf } from '../../runtime/errors.ts';
import type { AlertLogEntry } from '../reporters/alert-log.ts';
import { alertLine } from './alert-line.ts';

export interface AlertFeedOptions {
  readonly path: string;
  /** False: ends at the end of the file. */
  readonly follow: boolean;
  /** Called when there is nothing new; false ends the feed. */
  readonly idle: () => Promise<boolean>;
}

/** Most bytes taken from the log at a time. */
const CHUNK_BYTES = 64 * 1_024;

/**
 * The entries of an alert log, from its first line on, then those that are appended. A log that does
 * not exist yet is waited for; one that has become shorter was begun anew and is read from its start.
 */
export async function* readAlertFeed(options: AlertFeedOptions): AsyncGenerator<AlertLogEntry> {
  let position = 0;
  let rest = '';
  for (;;) {
    const size = await sizeOf(options.path);
    if (size < position) {
      position = 0;
      rest = '';
    }
    if (size > position) {
      const text = await readFrom(options.path, position);
      position += text.length;
      const lines = `${rest}${text.toString('latin1')}`.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const entry = alertLine(Buffer.from(line, 'latin1').toString('utf8'));
        if (entry !== undefined) yield entry;
      }
    } else if (!options.follow || !(await options.idle())) {
      return;
    }
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return 0;
    throw error;
  }
}

async function readFrom(path: string, position: number): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(
      Buffer.alloc(CHUNK_BYTES),
      0,
      CHUNK_BYTES,
      position,
    );
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
