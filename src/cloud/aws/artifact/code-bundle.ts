import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf, PmSimError } from '../../../runtime/errors.ts';
import type { HandlerName } from '../../stack/stack.ts';
import { zipOf } from './zip.ts';

/** Hexadecimal digits of the hash that a key carries: 128 bits. */
const HASH_DIGITS = 32;

/** The code of one function, as the artifact bucket takes it. */
export interface CodeBundle {
  /** Key in the bucket: equal code has the same key, changed code another. */
  readonly key: string;
  /** Packed when it is first asked for: a template needs the key alone. */
  readonly zip: Uint8Array;
}

/**
 * Packs a handler's bundle from the folder that the build wrote it to. The key hashes the code, not
 * the archive: compression may differ from one machine to the next.
 * @throws PmSimError `cloud/no-bundle`
 */
export async function loadCodeBundle(folder: string, handler: HandlerName): Promise<CodeBundle> {
  const path = join(folder, `${handler}.mjs`);
  const content = await readFile(path).catch((error: unknown) => {
    if (errnoOf(error) !== 'ENOENT') throw error;
    throw new PmSimError('cloud/no-bundle', `The code of the function is missing: ${path}.`, {
      hint: 'Build it: npm run build.',
      cause: error,
    });
  });
  const hash = createHash('sha256').update(content).digest('hex').slice(0, HASH_DIGITS);
  let packed: Uint8Array | undefined;
  return {
    key: `pm-sim/${handler}-${hash}.zip`,
    get zip() {
      packed ??= zipOf([{ name: 'index.mjs', content }]);
      return packed;
    },
  };
}
