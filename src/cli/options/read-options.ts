import type { z } from 'zod';
import type { CliIo } from '../io.ts';
import { loadConfigFile } from './config-file.ts';
import type { OptionSpec } from './option-spec.ts';
import { resolveOptions } from './resolve-options.ts';

export interface ReadOptionsInput<T> {
  readonly section: string;
  readonly specs: readonly OptionSpec[];
  readonly schema: z.ZodType<T>;
  readonly flags: Readonly<Record<string, unknown>>;
}

/** Finds the configuration file, if there is one, and settles every option of a command. */
export async function readOptions<T>(input: ReadOptionsInput<T>, io: CliIo): Promise<T> {
  const { env, cwd } = io;
  const named = input.flags['config'] ?? env['PM_SIM_CONFIG'];
  const config = await loadConfigFile(cwd, typeof named === 'string' ? named : undefined);
  return resolveOptions({ ...input, env, cwd, config });
}

/** Settles the options of a command that takes no settings from a configuration file. */
export function readPlainOptions<T>(input: ReadOptionsInput<T>, { env, cwd }: CliIo): T {
  return resolveOptions({ ...input, env, cwd });
}
