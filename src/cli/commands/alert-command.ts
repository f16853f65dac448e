import { spawn, type ChildProcess } from 'node:child_process';
import { messageOf } from '../../runtime/errors.ts';
import type { Alert } from '../../telemetry/alert.ts';
import type { Environment } from '../io.ts';

export interface AlertCommandOptions {
  /** What the user's shell runs. Nothing of an alert ever becomes part of it. */
  readonly command: string;
  readonly env: Environment;
  readonly cwd: string;
  /** Ends what runs, and starts nothing more. */
  readonly signal: AbortSignal;
  /** What the command writes, on either of its outputs. */
  readonly onOutput: (text: string) => void;
  /** Told of a command that failed; the next alert runs it again. */
  readonly onFailure: (text: string) => void;
}

/** Runs a command for each alert: its fields in the environment, all of it as JSON on stdin. */
export interface AlertCommand {
  run(alert: Alert): void;
  /** Resolves when nothing runs or waits. */
  settled(): Promise<void>;
}

/** Commands at once: a burst of alerts must not start a burst of processes. */
const RUNNING_MAX = 4;
/** Alerts that wait for their turn. */
const WAITING_MAX = 1_000;
/** A command that takes longer hangs, ms. */
const RUN_MS_MAX = 60_000;

export function createAlertCommand(options: AlertCommandOptions): AlertCommand {
  const { signal, onFailure } = options;
  const waiting: Alert[] = [];
  const running = new Set<Promise<void>>();
  const attend = async (alert: Alert): Promise<void> => {
    const failure = await runOnce(alert, options);
    if (failure !== undefined) onFailure(`--exec for ${alert.id}: ${failure}`);
  };
  const fill = (): void => {
    while (running.size < RUNNING_MAX && !signal.aborted) {
      const alert = waiting.shift();
      if (alert === undefined) return;
      const run = attend(alert);
      running.add(run);
      void run.finally(() => {
        running.delete(run);
        fill();
      });
    }
  };
  return {
    run(alert) {
      if (waiting.length < WAITING_MAX) waiting.push(alert);
      else onFailure(`--exec is left out for ${alert.id}: ${WAITING_MAX} alerts wait already`);
      fill();
    },
    async settled() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}

/** What went wrong, if anything. */
function runOnce(alert: Alert, options: AlertCommandOptions): Promise<string | undefined> {
  const { command, env, cwd, signal, onOutput } = options;
  return new Promise((resolve) => {
    const child = spawn(command, {
      shell: true,
      cwd,
      env: { ...env, ...alertVariables(alert) },
      // A group of its own, so that what the shell has started ends with it.
      detached: process.platform !== 'win32',
    });
    const end = (): void => endGroup(child);
    const timer = setTimeout(end, RUN_MS_MAX);
    signal.addEventListener('abort', end, { once: true });
    const finish = (failure: string | undefined): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve(signal.aborted ? undefined : failure);
    };
    child.stdout.on('data', (chunk: Buffer) => onOutput(chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => onOutput(chunk.toString()));
    // A command that does not read its stdin is no failure.
    child.stdin.on('error', () => undefined);
    child.stdin.end(`${JSON.stringify(alert)}\n`);
    child.on('error', (error) => finish(messageOf(error)));
    child.on('close', (code, by) => finish(failureOf(code, by)));
  });
}

function failureOf(code: number | null, by: NodeJS.Signals | null): string | undefined {
  if (code === 0) return undefined;
  return by === null ? `it ended with exit code ${code}` : `it was ended by ${by}`;
}

function endGroup(child: ChildProcess): void {
  if (child.pid === undefined || process.platform === 'win32') {
    child.kill();
    return;
  }
  try {
    process.kill(-child.pid, 'SIGTERM');
  } catch {
    // It has just ended by itself.
  }
}

/** Longest value of a variable, characters. */
const VALUE_MAX = 4_096;

function alertVariables(alert: Alert): Record<string, string> {
  const { expected } = alert;
  const values = {
    ALERT_ID: alert.id,
    ALERT_DEVICE: alert.device,
    ALERT_SITE: alert.site,
    ALERT_SEVERITY: alert.severity,
    ALERT_SOURCE: alert.source,
    ALERT_METRIC: alert.metric,
    ALERT_VALUE: String(alert.value),
    ALERT_EXPECTED: expected === undefined ? '' : String(expected),
    ALERT_SCORE: String(alert.score),
    ALERT_THRESHOLD: String(alert.threshold),
    ALERT_OPENED_AT: new Date(alert.openedAt).toISOString(),
    ALERT_REASON: alert.reason,
  };
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, plainText(value).slice(0, VALUE_MAX)]),
  );
}

/** No control characters: a zero byte cannot be passed on, an escape sequence would reach a terminal. */
function plainText(value: string): string {
  return value.replaceAll(/\p{Cc}/gu, ' ');
}
