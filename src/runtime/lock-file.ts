import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PmSimError, errnoOf, messageOf } from './errors.ts';

/** A lock that this process holds until it is released, or until the process ends in any way. */
export interface FileLock {
  /** Gives the lock up; harmless when repeated. */
  release(): Promise<void>;
}

interface Holder {
  readonly pid: number;
  /** Start of the process, ms since the epoch: tells a process from a later one of the same number. */
  readonly startedAt: number;
}

/** Times that a lock left behind is taken over before giving up: others may be at it too. */
const TAKE_OVERS_MAX = 3;

/**
 * Takes the lock that the file stands for; a lock whose process is gone is taken over.
 * @throws PmSimError `lock/held` with the holder's pid, `lock/unwritable`
 */
export async function acquireFileLock(path: string): Promise<FileLock> {
  const self: Holder = { pid: process.pid, startedAt: Math.round(performance.timeOrigin) };
  for (let attempt = 0; attempt < TAKE_OVERS_MAX; attempt += 1) {
    if (await created(path, self)) return { release: () => releaseOwn(path, self) };
    const holder = await readHolder(path);
    if (holder !== undefined && isRunning(holder, self)) throw held(path, holder);
    await rm(path, { force: true });
  }
  throw new PmSimError('lock/held', `${path} is being taken by another process.`, {
    hint: 'Try again in a moment.',
  });
}

async function created(path: string, self: Holder): Promise<boolean> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `${JSON.stringify(self)}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST' && (await isFile(path))) return false;
    throw new PmSimError('lock/unwritable', `Cannot write ${path}: ${messageOf(error)}`, {
      hint: 'Choose a folder that you may write to.',
      cause: error,
    });
  }
}

/** EEXIST may also mean that a folder on the way is a file. */
async function isFile(path: string): Promise<boolean> {
  return readFile(path).then(
    () => true,
    (error: unknown) => errnoOf(error) === 'ENOENT',
  );
}

/** Nothing when the file is gone or was cut short by a crash. */
async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

function isRunning(holder: Holder, self: Holder): boolean {
  if (holder.pid === self.pid) return holder.startedAt === self.startedAt;
  try {
    process.kill(holder.pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) === 'EPERM';
  }
}

async function releaseOwn(path: string, self: Holder): Promise<void> {
  const holder = await readHolder(path);
  if (holder?.pid === self.pid && holder.startedAt === self.startedAt) {
    await rm(path, { force: true });
  }
}

function held(path: string, { pid }: Holder): PmSimError {
  return new PmSimError('lock/held', `${path} is held by process ${pid}.`, {
    hint: `Stop process ${pid}, or choose another folder.`,
  });
}
