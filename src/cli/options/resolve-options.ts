import type { z } from 'zod';
import { PmSimError } from '../../runtime/errors.ts';
import { flagName } from './option-spec.ts';
import { inFolder, sourcedValues, type SourcesInput } from './sourced-values.ts';

export interface ResolveInput<T> extends SourcesInput {
  readonly schema: z.ZodType<T>;
  readonly cwd: string;
}

/** Not compiled for speed, as zod would do: that takes longer than the one parsing. */
const ONCE = { jitless: true } as const;

/**
 * Flag over `PM_SIM_*` over configuration file over default, checked by the schema.
 * @throws PmSimError `options/invalid` naming for each bad value its place, what was expected and what came
 */
export function resolveOptions<T>(input: ResolveInput<T>): T {
  const sourced = sourcedValues(input);
  const raw = Object.fromEntries(Object.entries(sourced).map(([key, { value }]) => [key, value]));
  const result = input.schema.safeParse(withPaths(raw, input), ONCE);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => {
    const key = String(issue.path[0] ?? '');
    return `${sourced[key]?.origin ?? `${flagName(key)} is missing`}: ${issue.message}.`;
  });
  throw new PmSimError('options/invalid', lines.join('\n'), {
    hint: `\`pm-sim ${input.section.replace('-', ' ')} --help\` explains every option.`,
  });
}

function withPaths(
  raw: Readonly<Record<string, unknown>>,
  { cwd, specs }: ResolveInput<unknown>,
): Record<string, unknown> {
  const placed: Record<string, unknown> = { ...raw };
  for (const { key, path, fallback } of specs) {
    const value = raw[key] ?? fallback;
    if (path === true && value !== undefined) placed[key] = inFolder(cwd, value);
  }
  return placed;
}
