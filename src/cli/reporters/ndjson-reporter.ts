import type { RunEvent } from '../../telemetry/run-event.ts';
import type { OutputStream } from '../io.ts';
import type { Reporter } from './reporter.ts';

export interface NdjsonOptions {
  readonly stdout: OutputStream;
  /** Only the summary. */
  readonly quiet: boolean;
}

/** Least wall time between two progress lines, ms: a terminal UI is told more often than a pipe needs. */
const PROGRESS_EVERY_MS = 1_000;

/** One JSON object a line on stdout; the summary is the last. */
export function createNdjsonReporter({ stdout, quiet }: NdjsonOptions): Reporter {
  let nextProgressMs = 0;
  const wanted = (event: RunEvent): boolean => {
    if (event.type === 'summary') return true;
    if (quiet) return false;
    if (event.type !== 'progress') return true;
    if (event.wallMs < nextProgressMs) return false;
    nextProgressMs = event.wallMs + PROGRESS_EVERY_MS;
    return true;
  };
  return {
    onEvent: (event) => {
      if (wanted(event)) stdout.write(`${JSON.stringify(event)}\n`);
    },
    close: () => Promise.resolve(),
  };
}
