import { readFile } from 'node:fs/promises';
import { PmSimError, messageOf } from '../../runtime/errors.ts';
import type { Environment } from '../io.ts';

export interface Passphrase {
  /** Absent when none was given. */
  readonly passphrase?: string;
}

const VARIABLE = 'PM_SIM_KEY_PASSPHRASE';

/**
 * The passphrase of private keys: a file's first line, else the environment. Never a flag, which
 * everybody on the machine could read in the list of processes.
 * @throws PmSimError `options/invalid`
 */
export async function readPassphrase(
  file: string | undefined,
  env: Environment,
): Promise<Passphrase> {
  const passphrase = file === undefined ? env[VARIABLE] : await firstLine(file);
  return passphrase === undefined || passphrase === '' ? {} : { passphrase };
}

async function firstLine(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new PmSimError('options/invalid', `Cannot read ${file}: ${messageOf(cause)}.`, {
      hint: `Name a readable file with --key-passphrase-file, or set ${VARIABLE}.`,
      cause,
    });
  });
  const [line = ''] = text.split(/\r?\n/u, 1);
  if (line !== '') return line;
  throw new PmSimError('options/invalid', `${file} holds no passphrase in its first line.`);
}
