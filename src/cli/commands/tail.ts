import { stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { formatDuration } from '../../runtime/duration.ts';
import { PmSimError, errnoOf, messageOf } from '../../runtime/errors.ts';
import type { Alert } from '../../telemetry/alert.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { wantsColour, type CliIo } from '../io.ts';
import { SEVERITIES, type TailOptions } from '../options/tail-options.ts';
import { alertLogPath, type AlertLogEntry } from '../reporters/alert-log.ts';
import { alertText } from '../reporters/alert-text.ts';
import { createStyle, type Style } from '../style.ts';
import { createAlertCommand } from './alert-command.ts';
import { readAlertFeed } from './alert-feed.ts';

/** How often the log is looked at, ms: an alert shows within a blink. */
const POLL_MS = 200;
/** Alerts remembered so that their end can be told. */
const REMEMBERED_MAX = 10_000;

/**
 * `pm-sim tail`: alerts of a state folder, earlier ones first, then those to come.
 * @throws PmSimError `timeout/alerts` when `count` is not reached in time, `state/missing` when there
 * is no such folder and none to wait for, `state/unreadable`
 */
export async function tailCommand(options: TailOptions, io: CliIo): Promise<ExitCode> {
  await expectFolder(options, io);
  using interrupt = io.watchInterrupts();
  const { signal } = interrupt;
  const deadline = options.timeoutMs === undefined ? Infinity : io.now() + options.timeoutMs;
  const show = createPrinter(options, io);
  const act = createActor(options, io, signal);
  const idle = async (): Promise<boolean> => {
    if (signal.aborted || io.now() >= deadline) return false;
    await delay(POLL_MS, undefined, { signal }).catch(() => undefined);
    return !signal.aborted;
  };
  const path = alertLogPath(options.stateDir);
  let shown = 0;
  for await (const entry of readAlertFeed({ path, follow: options.follow, idle })) {
    if (!show(entry)) continue;
    act.on(entry);
    shown += 1;
    if (shown === options.count) break;
  }
  await act.settled();
  if (shown === options.count) return EXIT.ok;
  if (signal.aborted) return EXIT.interrupted;
  if (options.follow && options.count !== undefined) throw tooFew(options, shown);
  if (shown === 0 && !options.json) io.stderr.write(`No alerts in ${path}.\n`);
  return EXIT.ok;
}

/** A folder that is not there is waited for, if anything is. */
async function expectFolder(options: TailOptions, io: CliIo): Promise<void> {
  if (await isFolder(options.stateDir)) return;
  if (!options.follow) throw missing(options);
  io.stderr.write(`${options.stateDir} does not exist yet; waiting for a run on it.\n`);
}

/** False when there is nothing of the name, so that a run may still make it. */
async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw unreadable(path, messageOf(error));
  });
  if (found?.isDirectory() === false) throw unreadable(path, 'it is not a folder');
  return found !== undefined;
}

/** Does what is to be done about alerts that come; about earlier ones only where they were asked for. */
function createActor(options: TailOptions, io: CliIo, signal: AbortSignal) {
  const { bell, exec, since } = options;
  const startedAt = since === undefined ? io.now() : Number.NEGATIVE_INFINITY;
  const say = (text: string): void => void io.stderr.write(text);
  const command =
    exec === undefined
      ? undefined
      : createAlertCommand({
          command: exec,
          env: io.env,
          cwd: io.cwd,
          signal,
          onOutput: say,
          onFailure: (text) => say(`pm-sim: ${text}\n`),
        });
  return {
    on(entry: AlertLogEntry): void {
      if (entry.type !== 'opened' || entry.at < startedAt) return;
      if (bell) say('\u0007');
      command?.run(entry.alert);
    },
    settled: async () => command?.settled(),
  };
}

/** Prints an entry if it is wanted; true when it was the opening of an alert. */
function createPrinter(options: TailOptions, io: CliIo): (entry: AlertLogEntry) => boolean {
  const style = createStyle(wantsColour(io.stdout, io.env));
  const since = sinceOf(options, io.now());
  const opened = new Map<string, Alert>();
  return (entry) => {
    const alert = entry.type === 'opened' ? entry.alert : opened.get(entry.id);
    if (alert === undefined || entry.at < since || !isWanted(alert, options)) return false;
    if (entry.type === 'opened') remember(opened, alert);
    else if (entry.type === 'settled') opened.delete(entry.id);
    const text = options.json
      ? JSON.stringify(entry)
      : entryText(entry, alert, { style, now: io.now() });
    io.stdout.write(`${text}\n`);
    return entry.type === 'opened';
  };
}

function remember(opened: Map<string, Alert>, alert: Alert): void {
  opened.set(alert.id, alert);
  const [oldest] = opened.keys();
  if (opened.size > REMEMBERED_MAX && oldest !== undefined) opened.delete(oldest);
}

function isWanted(alert: Alert, { devices, severity }: TailOptions): boolean {
  if (devices.length > 0 && !devices.includes(alert.device)) return false;
  return SEVERITIES.indexOf(alert.severity) >= SEVERITIES.indexOf(severity);
}

function sinceOf({ since }: TailOptions, now: number): number {
  if (since === undefined) return Number.NEGATIVE_INFINITY;
  return 'at' in since ? since.at : now - since.agoMs;
}

/** Columns of the age in front of a line. */
const AGE_WIDTH = '59m 59s ago'.length;

const ENDINGS: Readonly<Record<'closed' | 'acknowledged' | 'settled', (style: Style) => string>> = {
  closed: ({ green }) => green('over'),
  acknowledged: ({ cyan }) => cyan('seen'),
  settled: ({ dim }) => dim('closed'),
};

function entryText(
  entry: AlertLogEntry,
  alert: Alert,
  { style, now }: { readonly style: Style; readonly now: number },
): string {
  const age = style.dim(`${formatDuration(Math.max(0, now - entry.at))} ago`.padStart(AGE_WIDTH));
  if (entry.type === 'opened') return `${age}  ${alertText(alert, style)}`;
  const what = ENDINGS[entry.type](style);
  return `${age}  ${what}  ${style.bold(alert.device)}  ${style.dim(`${alert.metric}, ${alert.id}`)}`;
}

function missing({ stateDir }: TailOptions): PmSimError {
  return new PmSimError('state/missing', `There is no state folder ${stateDir}.`, {
    hint: 'A run makes it; name the one of your run with --state DIR.',
  });
}

function unreadable(stateDir: string, reason: string): PmSimError {
  return new PmSimError(
    'state/unreadable',
    `Cannot read the state folder ${stateDir}: ${reason}.`,
    {
      hint: 'Name the state folder of a run with --state DIR.',
    },
  );
}

function tooFew({ count, timeoutMs = 0, stateDir }: TailOptions, shown: number): PmSimError {
  const waited = formatDuration(timeoutMs);
  return new PmSimError(
    'timeout/alerts',
    `Only ${shown} of ${count} alerts came within ${waited} in ${stateDir}.`,
    { hint: 'Is a run up on that folder? See --state, and --timeout to wait longer.' },
  );
}
