import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { formatDuration } from '../../runtime/duration.ts';
import { PmSimError, errnoOf, messageOf } from '../../runtime/errors.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CliIo } from '../io.ts';
import type { TailOptions } from '../options/tail-options.ts';
import { alertLogPath } from '../reporters/alert-log.ts';
import { wantsScreen } from '../tui/wants-screen.ts';
import { readAlertFeed } from './alert-feed.ts';
import { createTailLines } from './tail-lines.ts';

/** How often the log is looked at, ms: an alert shows within a blink. */
const POLL_MS = 200;

/**
 * `pm-sim tail`: alerts of a state folder, earlier ones first, then those to come.
 * @throws PmSimError `timeout/alerts` when `count` is not reached in time, `state/missing` when there
 * is no such folder and none to wait for, `state/unreadable`
 */
export async function tailCommand(options: TailOptions, io: CliIo): Promise<ExitCode> {
  if (options.aws === undefined) return tailRun(options, io);
  const { tailAwsCommand } = await import('./tail-aws.ts');
  return tailAwsCommand({ ...options, aws: options.aws }, io);
}

async function tailRun(options: TailOptions, io: CliIo): Promise<ExitCode> {
  if (options.file === undefined) await expectFolder(options, io);
  else await expectFile(resolve(io.cwd, options.file));
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
function isWatched({ file, json, tui, follow, count, timeoutMs }: TailOptions, io: CliIo): boolean {
  if (
    file !== undefined ||
    json ||
    !tui ||
    !follow ||
    count !== undefined ||
    timeoutMs !== undefined
  )
    return false;
  return wantsScreen(io);
}

interface LinesInput {
  readonly options: TailOptions;
  readonly io: CliIo;
  readonly signal: AbortSignal;
  readonly idle: () => Promise<boolean>;
}

async function tailAsLines({ options, io, signal, idle }: LinesInput): Promise<ExitCode> {
  const { count, file, follow, json, stateDir } = options;
  const lines = createTailLines(options, io, signal);
  const path = file === undefined ? alertLogPath(stateDir) : resolve(io.cwd, file);
  let shown = 0;
  for await (const entry of readAlertFeed({ path, follow, idle })) {
    if (lines.take(entry)) shown += 1;
    if (shown === count) break;
  }
  await lines.settled();
  if (shown === count) return EXIT.ok;
  if (signal.aborted) return EXIT.interrupted;
  if (follow && count !== undefined) throw tooFew(options, shown);
  if (shown === 0 && !json) io.stderr.write(`No alerts in ${path}.\n`);
  return EXIT.ok;
}

/** A folder that is not there is waited for, if anything is. */
async function expectFolder(options: TailOptions, io: CliIo): Promise<void> {
  if (await isFolder(options.stateDir)) return;
  if (!options.follow) throw missing(options);
  io.stderr.write(`${options.stateDir} does not exist yet; waiting for a run on it.\n`);
}

/** A file that somebody names is there; nobody else makes it. */
async function expectFile(path: string): Promise<void> {
  const found = await stat(path).catch((error: unknown) => {
    throw unreadableFile(path, messageOf(error));
  });
  if (!found.isFile()) throw unreadableFile(path, 'it is not a file');
}

function unreadableFile(path: string, reason: string): PmSimError {
  return new PmSimError('alerts/unreadable', `Cannot read the alerts ${path}: ${reason}.`, {
    hint: 'Name an NDJSON file with alerts, or none to follow a run.',
  });
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
