import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PmSimError, errnoOf, messageOf } from '../../runtime/errors.ts';
import { acquireFileLock, type FileLock } from '../../runtime/lock-file.ts';

/** What the twin keeps in its state folder, one entry a part; nothing else there is ever touched. */
const OURS: readonly string[] = [
  'identity',
  'devices',
  'kinesis',
  'dynamodb',
  'sns',
  'sqs',
  's3',
  's3-notifications',
  'outbox',
  'lambda',
  'shadows',
  'jobs',
];
const LOCK = 'twin.lock';

/**
 * Takes the state folder for this process, made when missing. `fresh` empties it of what is ours.
 * @throws PmSimError `state/in-use` naming the process that has it, `state/unwritable`
 */
export async function openState(stateDir: string, fresh: boolean): Promise<FileLock> {
  const lock = await acquireFileLock(join(stateDir, LOCK)).catch((error: unknown) => {
    throw stateError(stateDir, error);
  });
  if (fresh) {
    await Promise.all(
      OURS.map((name) => rm(join(stateDir, name), { recursive: true, force: true })),
    );
  }
  return lock;
}

/** What the file system had against something in the folder, told as such; any other error as it is. */
export function stateFault(stateDir: string, error: unknown): unknown {
  const { path } = error as { readonly path?: unknown };
  if (errnoOf(error) === undefined || typeof path !== 'string' || !path.startsWith(stateDir)) {
    return error;
  }
  return new PmSimError(
    'state/unwritable',
    `The state folder ${stateDir} cannot be used: ${messageOf(error)}.`,
    {
      hint: 'Give yourself read and write access to all of it, or another folder with --state DIR.',
      cause: error,
    },
  );
}

function stateError(stateDir: string, error: unknown): unknown {
  if (!(error instanceof PmSimError)) return error;
  const inUse = error.code === 'lock/held';
  return new PmSimError(
    inUse ? 'state/in-use' : 'state/unwritable',
    inUse
      ? `The state folder ${stateDir} is in use: ${error.message}`
      : `The state folder ${stateDir} cannot be written: ${error.message}`,
    {
      hint: inUse
        ? 'Stop that process, or give this one a folder of its own with --state DIR.'
        : 'Give a folder that you may write to with --state DIR.',
      cause: error,
    },
  );
}
