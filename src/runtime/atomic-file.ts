import { chmod, mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

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
