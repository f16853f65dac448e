import { stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { formatDuration } from '../../runtime/duration.ts';
import { PmSimError, errnoOf, messageOf } from '../../runtime/errors.ts';
import type { Alert } from '../../telemetry/alert.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { wantsColour, type CliIo } from '../io.ts';
import type { TailOptions } from '../options/tail-options.ts';
import { alertLogPath, type AlertLogEntry } from '../reporters/alert-log.ts';
import { alertText } from '../reporters/alert-text.ts';
import { createStyle, type Style } from '../style.ts';
import { wantsScreen } from '../tui/wants-screen.ts';
import { readAlertFeed } from './alert-feed.ts';
import { createTailActor } from './tail-actor.ts';
import { createTailFilter } from './tail-filter.ts';

/** How often the log is looked at, ms: an alert shows within a blink. */
const POLL_MS = 200;

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
  const idle = async (): Promise<boolean> => {
    if (signal.aborted || io.now() >= deadline) return false;
    await delay(POLL_MS, undefined, { signal }).catch(() => undefined);
    return !signal.aborted;
  };
  if (!isWatched(options, io)) return tailAsLines({ options, io, signal, idle });
  const { tailOnScreen } = await import('./tail-screen.ts');
  return tailOnScreen({ options, io, interrupt, idle });
}

/** Somebody looks on; whoever counts or waits for a time is a script. */
function isWatched({ json, tui, follow, count, timeoutMs }: TailOptions, io: CliIo): boolean {
  if (json || !tui || !follow || count !== undefined || timeoutMs !== undefined) return false;
  return wantsScreen(io);
}

interface LinesInput {
  readonly options: TailOptions;
  readonly io: CliIo;
  readonly signal: AbortSignal;
  readonly idle: () => Promise<boolean>;
}

async function tailAsLines({ options, io, signal, idle }: LinesInput): Promise<ExitCode> {
  const { count, follow, json, stateDir } = options;
  const say = (text: string): void => void io.stderr.write(text);
  const onFailure = (text: string): void => say(`pm-sim: ${text}\n`);
  const act = createTailActor({ options, io, signal, onOutput: say, onFailure });
  const wanted = createTailFilter(options, io.now());
  const print = createPrinter(options, io);
  const path = alertLogPath(stateDir);
  let shown = 0;
  for await (const entry of readAlertFeed({ path, follow, idle })) {
    const alert = wanted(entry);
    if (alert === undefined) continue;
    print(entry, alert);
    act.on(entry);
    if (entry.type === 'opened') shown += 1;
    if (shown === count) break;
  }
  await act.settled();
  if (shown === count) return EXIT.ok;
  if (signal.aborted) return EXIT.interrupted;
  if (follow && count !== undefined) throw tooFew(options, shown);
  if (shown === 0 && !json) say(`No alerts in ${path}.\n`);
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

function createPrinter(options: TailOptions, io: CliIo) {
  const style = createStyle(wantsColour(io.stdout, io.env));
  return (entry: AlertLogEntry, alert: Alert): void => {
    const text = options.json
      ? JSON.stringify(entry)
      : entryText(entry, alert, { style, now: io.now() });
    io.stdout.write(`${text}\n`);
  };
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
