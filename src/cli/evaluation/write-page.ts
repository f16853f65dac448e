import { writeFileSync } from 'node:fs';
import { PmSimError, messageOf } from '../../runtime/errors.ts';

/** @throws PmSimError `eval/unwritable` */
export function writePage(path: string, page: string): void {
  try {
    writeFileSync(path, page);
  } catch (cause) {
    throw new PmSimError('eval/unwritable', `${path} cannot be written: ${messageOf(cause)}.`, {
      hint: 'Give --html and --out files that you may write.',
      cause,
    });
  }
}
