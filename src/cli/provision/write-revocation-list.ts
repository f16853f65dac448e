import { join } from 'node:path';
import { writeFileAtomic } from '../../runtime/atomic-file.ts';
import { messageOf, PmSimError } from '../../runtime/errors.ts';
import type { Target } from './open-target.ts';

/** As long as device certificates last by default: a fleet that rotates in time never has a list that is over. */
const REVOCATION_LIST_DAYS = 90;

const FILE = 'crl.pem';
const PUBLIC_MODE = 0o644;

/**
 * Writes the authority's list of certificates that let nobody in any more, for brokers that do not know
 * the registry. AWS IoT has no such list for what it issued itself, and nothing is written for it.
 * @returns where it is; undefined when the target has none
 * @throws PmSimError `device/unwritable`
 */
export async function writeRevocationList(
  target: Pick<Target, 'revocationList'>,
  certsDir: string,
  days = REVOCATION_LIST_DAYS,
): Promise<string | undefined> {
  const text = target.revocationList?.(days);
  if (text === undefined) return undefined;
  const path = join(certsDir, FILE);
  try {
    await writeFileAtomic(path, text, { mode: PUBLIC_MODE });
  } catch (cause) {
    throw new PmSimError('device/unwritable', `Cannot write ${path}: ${messageOf(cause)}.`, {
      hint: 'Give yourself write access to the certificate folder, or choose another with --out.',
      cause,
    });
  }
  return path;
}
