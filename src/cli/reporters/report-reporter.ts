import { appendFileSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PmSimError, messageOf } from '../../runtime/errors.ts';
import type { RunEvent } from '../../telemetry/run-event.ts';
import type { TruthEvent } from '../../telemetry/truth.ts';
import type { Reporter } from './reporter.ts';

/** Warnings and refusals kept for the report, each; the rest is only counted. */
const KEPT_MAX = 1_000;

/** What goes to `alerts.ndjson`: alerts of the cloud, alarms of the edge, and when either ended. */
const ALERTING: readonly RunEvent['type'][] = ['alert', 'alert-closed', 'edge-alarm'];

interface Kept<T> {
  count: number;
  readonly first: T[];
}

/**
 * Writes a run's result into a folder: `report.json` at the end, `truth.ndjson` and
 * `alerts.ndjson` as they come, so that a killed run leaves them whole up to that line. At the end
 * the truth is written anew, each event once, with what is only known then.
 * @throws PmSimError `report/unwritable`, at the start and not after hours of running
 */
export function createReportReporter(dir: string): Reporter {
  const truthFile = join(dir, 'truth.ndjson');
  const alertsFile = join(dir, 'alerts.ndjson');
  prepare(dir, [truthFile, alertsFile]);
  let started: RunEvent | undefined;
  const warnings: Kept<string> = { count: 0, first: [] };
  const telemetrySha256: Record<string, string> = {};
  const refusals: Kept<RunEvent> = { count: 0, first: [] };
  const completed: TruthEvent[] = [];
  return {
    onEvent: (event) => {
      if (event.type === 'started') started = event;
      if (event.type === 'warning') keep(warnings, event.text);
      if (event.type === 'refused') keep(refusals, event);
      if (event.type === 'device-telemetry') telemetrySha256[event.device] = event.sha256;
      if (event.type === 'truth') append(truthFile, event.truth);
      if (event.type === 'truth-completed') completed.push(event.truth);
      if (ALERTING.includes(event.type)) append(alertsFile, event);
      if (event.type === 'summary') {
        if (completed.length > 0) replace(truthFile, completed);
        const report = { started, summary: event, telemetrySha256, warnings, refusals };
        writeFileSync(join(dir, 'report.json'), `${JSON.stringify(report, undefined, 2)}\n`);
      }
    },
    close: () => Promise.resolve(),
  };
}

function prepare(dir: string, files: readonly string[]): void {
  try {
    mkdirSync(dir, { recursive: true });
    for (const file of files) writeFileSync(file, '');
  } catch (cause) {
    throw new PmSimError(
      'report/unwritable',
      `The report cannot be written to ${dir}: ${messageOf(cause)}.`,
      { hint: 'Give --out a folder that you may write to.', cause },
    );
  }
}

function append(file: string, value: unknown): void {
  appendFileSync(file, `${JSON.stringify(value)}\n`);
}

/** In one step, so that a reader finds the old lines or the new ones. */
function replace(file: string, values: readonly unknown[]): void {
  writeFileSync(`${file}.next`, values.map((value) => `${JSON.stringify(value)}\n`).join(''));
  renameSync(`${file}.next`, file);
}

function keep<T>(kept: Kept<T>, item: T): void {
  kept.count += 1;
  if (kept.first.length < KEPT_MAX) kept.first.push(item);
}
