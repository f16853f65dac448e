import type { Reading } from '../../telemetry/reading.ts';
import type { RunEvent } from '../../telemetry/run-event.ts';
import type { ScoredRecord } from '../../telemetry/scored.ts';

/**
 * One rendering of a run. Called from the composition's single thread: `onEvent` for everything that
 * a run tells, `onReading` and `onScored` for every single one, so they must be cheap. Nothing is
 * called after `close`, which ends once everything is written and the terminal is as it was.
 */
export interface Reporter {
  onEvent(event: RunEvent): void;
  onReading?(reading: Reading, kept: boolean): void;
  onScored?(record: ScoredRecord): void;
  close(): Promise<void>;
}

/** Several renderings as one. */
export function combineReporters(reporters: readonly Reporter[]): Reporter {
  const readers = reporters.filter((reporter) => reporter.onReading !== undefined);
  const scorers = reporters.filter((reporter) => reporter.onScored !== undefined);
  return {
    onEvent: (event) => {
      for (const reporter of reporters) reporter.onEvent(event);
    },
    onReading: (reading, kept) => {
      for (const reporter of readers) reporter.onReading?.(reading, kept);
    },
    onScored: (record) => {
      for (const reporter of scorers) reporter.onScored?.(record);
    },
    close: async () => {
      for (const reporter of reporters) await reporter.close();
    },
  };
}
