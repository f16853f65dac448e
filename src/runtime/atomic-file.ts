import { mkdirSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { chmod, mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errnoOf } from './errors.ts';

/**
 * Replaces a file in one step: readers, and a start after a crash, see the old text or the new one.
 * Its folder is made when missing. Does not wait for the disk, so it guards against a killed
 * process, not against a power cut.
 */
export async function writeFileAtomic(
  path: string,
  text: string | Uint8Array,
  options: { readonly mode: number },
): Promise<void> {
  const next = `${path}.next`;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(next, text, options);
  // An existing file keeps its mode when it is opened, so a stale one could be wider.
  await chmod(next, options.mode);
  await rename(next, path);
}

/** As `writeFileAtomic`, for what must not be interleaved with anything else. */
export function replaceFileSync(path: string, text: string, mode: number): void {
  const next = `${path}.next`;
  writeNew(next, { name: next, text, mode });
  renameSync(next, path);
}

export interface NewFile {
  readonly name: string;
  readonly text: string;
  readonly mode: number;
}

/**
 * Replaces files that belong together: all are written beside the old ones first, so that only the
 * moments between the renames can leave some old and some new. Synchronous, since a fleet has ten
 * thousands of such files and each hop to another thread costs more than the write itself.
 */
export function replaceFilesSync(folder: string, files: readonly NewFile[]): void {
  mkdirSync(folder, { recursive: true });
  for (const file of files) writeNew(join(folder, `${file.name}.next`), file);
  for (const { name } of files) renameSync(join(folder, `${name}.next`), join(folder, name));
}

/** What a crash left at the path could be readable for others, so it is never written into. */
function writeNew(path: string, { text, mode }: NewFile): void {
  try {
    writeFileSync(path, text, { mode, flag: 'wx' });
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
    unlinkSync(path);
    writeFileSync(path, text, { mode, flag: 'wx' });
  }
}
