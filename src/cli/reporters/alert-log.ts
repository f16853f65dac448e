import { appendFileSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { messageOf } from '../../runtime/errors.ts';
import type { Alert } from '../../telemetry/alert.ts';
import type { RunEvent } from '../../telemetry/run-event.ts';
import type { Reporter } from './reporter.ts';

/** One line of the alert log. `at` is wall time, ms; `ts` the source's time, as in `Alert`. */
export type AlertLogEntry =
  | { readonly type: 'opened'; readonly at: number; readonly alert: Alert }
  | { readonly type: 'closed'; readonly at: number; readonly id: string; readonly ts: number }
  | {
      readonly type: 'acknowledged' | 'settled';
      readonly at: number;
      readonly id: string;
      readonly ts: number;
    };

/** Size at which the log of earlier runs is put aside, so that it does not grow for ever. */
const LOG_BYTES_MAX = 16 * 1_024 * 1_024;

/** Where a state folder keeps the alerts that `pm-sim tail` follows. */
export function alertLogPath(stateDir: string): string {
  return join(stateDir, 'alerts.ndjson');
}

export interface AlertLogOptions {
  readonly stateDir: string;
  /** Begins a new log once the run has started, and so has the state folder for itself. */
  readonly fresh: boolean;
  readonly now: () => number;
  /** Told once when the log cannot be written; the run goes on without it. */
  readonly onFailure: (text: string) => void;
}

/** Appends each alert's opening, acknowledgement, end and closing to the state folder's log. */
export function createAlertLog(options: AlertLogOptions): Reporter {
  const path = alertLogPath(options.stateDir);
  let failed = false;
  const guarded = (work: () => void): void => {
    if (failed) return;
    try {
      work();
    } catch (error) {
      failed = true;
      options.onFailure(`The alert log ${path} cannot be written: ${messageOf(error)}`);
    }
  };
  return {
    onEvent: (event) => {
      if (event.type === 'started') guarded(() => beginLog(path, options.fresh));
      const entry = entryOf(event, options.now);
      if (entry !== undefined) guarded(() => appendFileSync(path, `${JSON.stringify(entry)}\n`));
    },
    close: () => Promise.resolve(),
  };
}

function entryOf(event: RunEvent, now: () => number): AlertLogEntry | undefined {
  if (event.type === 'alert') return { type: 'opened', at: now(), alert: event.alert };
  if (event.type === 'alert-closed') {
    return { type: 'closed', at: now(), id: event.id, ts: event.ts };
  }
  if (event.type !== 'alert-acknowledged' && event.type !== 'alert-settled') return undefined;
  const type = event.type === 'alert-settled' ? 'settled' : 'acknowledged';
  return { type, at: now(), id: event.id, ts: event.ts };
}

/** Not before the run has started: until then the folder may be another's. */
function beginLog(path: string, fresh: boolean): void {
  mkdirSync(dirname(path), { recursive: true });
  if (fresh) rmSync(path, { force: true });
  if (existsSync(path) && statSync(path).size > LOG_BYTES_MAX) {
    renameSync(path, join(dirname(path), 'alerts.1.ndjson'));
  }
}
