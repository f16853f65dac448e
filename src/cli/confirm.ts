import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { PmSimError } from '../runtime/errors.ts';
import type { CliIo } from './io.ts';

export interface Question {
  readonly text: string;
  /** `--yes`: the answer was given before. */
  readonly yes: boolean;
  readonly signal: AbortSignal;
}

/**
 * Asks on the terminal; anything but y or yes is a no.
 * @throws PmSimError `options/unconfirmed` when there is nobody to ask
 */
export async function confirmed({ text, yes, signal }: Question, io: CliIo): Promise<boolean> {
  if (yes) return true;
  if (!io.stdin.isTTY) {
    throw new PmSimError('options/unconfirmed', 'Nobody can be asked: the input is no terminal.', {
      hint: 'Give --yes to go on without being asked.',
    });
  }
  io.stderr.write(`${text} [y/N] `);
  const lines = createInterface({ input: io.stdin });
  try {
    const [answer] = (await once(lines, 'line', { signal })) as [string];
    return /^\s*y(es)?\s*$/iu.test(answer);
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  } finally {
    lines.close();
  }
}
