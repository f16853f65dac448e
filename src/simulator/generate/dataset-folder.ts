import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errnoOf, messageOf, PmSimError } from '../../runtime/errors.ts';
import { differences, identityOf, readCard, type DatasetSettings } from './data-card.ts';
import { readManifest, type Manifest } from './manifest.ts';

/** The files of a data set, the card last: a folder that has it is whole. */
export const FILES = {
  telemetry: 'telemetry',
  truth: 'truth.ndjson',
  maintenance: 'maintenance.ndjson',
  card: 'dataset.json',
} as const;

/** Where everything is written before it is moved into place. */
const STAGING = '.partial';

/**
 * What is in the way of a data set.
 * @returns `complete` when it is there already, `unfinished` with the files that are there, `free`
 * @throws PmSimError `dataset/exists` when the folder holds something else
 */
export async function judgeFolder(
  dir: string,
  settings: DatasetSettings,
): Promise<'free' | 'unfinished' | 'complete'> {
  const card = await readCard(join(dir, FILES.card));
  const wanted = identityOf(settings);
  if (card !== undefined) {
    const other = differences(card, wanted);
    if (other.length === 0) return 'complete';
    throw exists(dir, `holds a data set with other settings (${other.join(', ')})`);
  }
  const names = (await namesIn(dir)).filter((name) => name !== STAGING);
  if (names.length > 0) throw exists(dir, 'is not empty and holds no data set');
  const begun = await readUnfinished(dir);
  if (begun === undefined) return 'free';
  const other = differences(begun.identity, wanted);
  if (other.length === 0) return 'unfinished';
  throw exists(dir, `holds the beginning of a data set with other settings (${other.join(', ')})`);
}

/** What an interrupted run left in a data set's folder, if any file of it is whole. */
export async function readUnfinished(dir: string): Promise<Manifest | undefined> {
  const manifest = await readManifest(join(dir, STAGING));
  return manifest === undefined || manifest.parts.length === 0 ? undefined : manifest;
}

function exists(dir: string, what: string): PmSimError {
  return new PmSimError('dataset/exists', `The folder ${dir} ${what}.`, {
    hint: 'Take another --out, or --force to replace the data set in it.',
  });
}

export interface WriteWholeOptions {
  /** Folder of the data set. */
  readonly dir: string;
  /** What an interrupted run left is gone on with, not replaced. */
  readonly resume: boolean;
}

/**
 * Runs `write` on a folder beside the data set's place and moves the result there when it is done.
 * When it fails, what `write` has finished for a later run stays, and nothing else.
 */
export async function writeWhole<T>(
  { dir, resume }: WriteWholeOptions,
  write: (staging: string) => Promise<T>,
): Promise<T> {
  const staging = join(dir, STAGING);
  const made = await makeStaging({ dir, staging, resume });
  try {
    const result = await write(staging);
    await replace(dir, staging);
    return result;
  } catch (error) {
    if ((await readUnfinished(dir)) !== undefined) throw error;
    await rm(staging, { recursive: true, force: true });
    if (made !== undefined) await removeEmpty(dir, made);
    throw error;
  }
}

interface Staging extends WriteWholeOptions {
  readonly staging: string;
}

/** Makes both folders and returns the first that was missing above the staging one. */
async function makeStaging({ dir, staging, resume }: Staging): Promise<string | undefined> {
  try {
    const made = await mkdir(dir, { recursive: true });
    if (!resume) await rm(staging, { recursive: true, force: true });
    await mkdir(staging, { recursive: true });
    return made;
  } catch (cause) {
    throw new PmSimError('dataset/unwritable', `Cannot write to ${dir}: ${messageOf(cause)}.`, {
      hint: 'Take another --out, a folder that you may write to.',
      cause,
    });
  }
}

/** Removes `dir` and the folders above it up to `first`, as far as they are empty. */
async function removeEmpty(dir: string, first: string): Promise<void> {
  if ((await namesIn(dir)).length > 0) return;
  await rmdir(dir);
  if (dir !== first) await removeEmpty(dirname(dir), first);
}

/** The old card goes first and the new one comes last, so that a card always tells the truth. */
async function replace(dir: string, staging: string): Promise<void> {
  await rm(join(dir, FILES.card), { force: true });
  for (const name of Object.values(FILES)) {
    await rm(join(dir, name), { recursive: true, force: true });
    await rename(join(staging, name), join(dir, name));
  }
  await rm(staging, { recursive: true });
}

async function namesIn(dir: string): Promise<readonly string[]> {
  try {
    return await readdir(dir);
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') return [];
    if (errnoOf(cause) !== 'ENOTDIR') throw cause;
    throw new PmSimError('dataset/exists', `${dir} is a file or lies below one.`, {
      hint: 'Take another --out.',
      cause,
    });
  }
}
