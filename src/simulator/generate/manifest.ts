import { appendFile, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf } from '../../runtime/errors.ts';
import type { Identity } from './data-card.ts';

/** A file of the telemetry that is whole. */
export interface FinishedPart {
  /** Below `telemetry/`. */
  readonly path: string;
  /** Of the uncompressed telemetry from the first file to this one's end. */
  readonly sha256: string;
}

/** What an interrupted run left: for which settings, and which files are whole. */
export interface Manifest {
  readonly identity: Identity;
  readonly parts: readonly FinishedPart[];
}

const NAME = 'finished.ndjson';

/** Reads the manifest in a staging folder; nothing when there is none that can be read. */
export async function readManifest(staging: string): Promise<Manifest | undefined> {
  const text = await readFile(join(staging, NAME), 'utf8').catch((error: unknown) => {
    if (['ENOENT', 'ENOTDIR'].includes(errnoOf(error) ?? '')) return '';
    throw error;
  });
  // A line without its end was being written when the process died.
  const [first, ...parts] = text.split('\n').slice(0, -1);
  if (first === undefined) return undefined;
  return {
    identity: JSON.parse(first) as Identity,
    parts: parts.map((line) => JSON.parse(line) as FinishedPart),
  };
}

/** What has been finished, and how to add to it. */
export interface OpenManifest {
  readonly finished: readonly FinishedPart[];
  add(part: FinishedPart): Promise<void>;
}

/** Goes on with the manifest in a staging folder, or begins one. */
export async function openManifest(staging: string, identity: Identity): Promise<OpenManifest> {
  const finished = (await readManifest(staging))?.parts ?? [];
  const file = join(staging, NAME);
  // Written anew, since its last line may have no end; renamed, so that it is never half there.
  await writeFile(`${file}.new`, [identity, ...finished].map(lineOf).join(''));
  await rename(`${file}.new`, file);
  return { finished, add: (part) => appendFile(file, lineOf(part)) };
}

function lineOf(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
