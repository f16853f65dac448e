import { PmSimError } from '../../runtime/errors.ts';
import { didYouMean } from '../../runtime/near-match.ts';
import { complete } from '../completion/complete.ts';
import { SCRIPTS, SHELLS } from '../completion/scripts.ts';
import { localValues } from '../completion/value-source.ts';
import type { CliIo } from '../io.ts';
import { COMMANDS } from './index.ts';

type Operand = string | readonly string[] | undefined;

/**
 * `pm-sim completion SHELL`.
 * @throws PmSimError `completion/shell`
 */
export function completionCommand(shell: Operand, { stdout }: CliIo): void {
  const known = SHELLS.find((name) => name === shell);
  if (known === undefined) {
    const text = String(shell);
    throw new PmSimError(
      'completion/shell',
      `"${text}" is not a shell that can be taught.${didYouMean(text, SHELLS)}`,
      { hint: `Shells are ${SHELLS.join(', ')}.` },
    );
  }
  stdout.write(SCRIPTS[known]);
}

/** `pm-sim complete -- WORDS`: a value and what it is on each line, a tab between them. */
export async function completeCommand(words: Operand, { stdout, cwd }: CliIo): Promise<void> {
  const typed = words === undefined ? [] : [words].flat();
  const shown = COMMANDS.filter(({ hidden }) => hidden !== true);
  const found = await complete(typed, shown, localValues(cwd));
  stdout.write(found.map(({ value, about }) => `${value}\t${about}\n`).join(''));
}
