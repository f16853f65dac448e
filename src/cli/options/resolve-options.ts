import { dirname, resolve } from 'node:path';
import type { z } from 'zod';
import { PmSimError } from '../../runtime/errors.ts';
import { didYouMean } from '../../runtime/near-match.ts';
import type { Environment } from '../io.ts';
import type { ConfigFile } from './config-file.ts';
import { environmentName, flagName, type OptionSpec } from './option-spec.ts';

export interface ResolveInput<T> {
  /** Name of the command, which is also the section of the configuration file. */
  readonly section: string;
  readonly specs: readonly OptionSpec[];
  readonly schema: z.ZodType<T>;
  /** What was typed: flags by key, and operands under their own name. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly env: Environment;
  readonly cwd: string;
  readonly config?: ConfigFile | undefined;
}

/** A raw value and the place that it came from, in words for a message. */
interface Sourced {
  readonly value: unknown;
  readonly origin: string;
}

/**
 * Flag over `PM_SIM_*` over configuration file over default, checked by the schema.
 * @throws PmSimError `options/invalid` naming for each bad value its place, what was expected and what came
 */
export function resolveOptions<T>(input: ResolveInput<T>): T {
  const sourced: Record<string, Sourced> = {
    ...fromConfig(input),
    ...fromEnvironment(input),
    ...fromFlags(input),
  };
  const raw = Object.fromEntries(Object.entries(sourced).map(([key, { value }]) => [key, value]));
  const result = input.schema.safeParse(withPaths(raw, input));
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => {
    const key = String(issue.path[0] ?? '');
    return `${sourced[key]?.origin ?? `${flagName(key)} is missing`}: ${issue.message}.`;
  });
  throw new PmSimError('options/invalid', lines.join('\n'), {
    hint: `\`pm-sim ${input.section} --help\` explains every option.`,
  });
}

function fromFlags({ flags, specs }: ResolveInput<unknown>): Record<string, Sourced> {
  const entries = Object.entries(flags).map(([key, value]): [string, Sourced] => {
    const isOption = specs.some((spec) => spec.key === key);
    return [key, { value, origin: isOption ? flagName(key) : key.toUpperCase() }];
  });
  return Object.fromEntries(entries);
}

function fromEnvironment({ env, specs }: ResolveInput<unknown>): Record<string, Sourced> {
  const found: Record<string, Sourced> = {};
  for (const spec of specs) {
    const origin = environmentName(spec.key);
    const value = env[origin];
    if (value === undefined || value === '') continue;
    found[spec.key] = { value: spec.repeatable === true ? splitList(value) : value, origin };
  }
  return found;
}

function fromConfig(input: ResolveInput<unknown>): Record<string, Sourced> {
  const { config, section, specs } = input;
  if (config === undefined) return {};
  const values = sectionOf(config, section);
  const found: Record<string, Sourced> = {};
  for (const [name, value] of Object.entries(values)) {
    const key = name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
    const spec = specs.find((candidate) => candidate.key === key);
    if (spec === undefined) {
      const known = specs.map((candidate) => candidate.key);
      const where = `${section}.${name} in ${config.path}`;
      throw new PmSimError(
        'options/unknown',
        `${where} is not a setting of ${section}.${didYouMean(key, known)}`,
      );
    }
    const placed = spec.path === true ? inFolder(dirname(config.path), value) : value;
    found[key] = { value: placed, origin: `${section}.${name} in ${config.path}` };
  }
  return found;
}

/** Commands that a configuration file may have a section for. */
const SECTIONS = [
  'run',
  'replay',
  'generate',
  'ls',
  'show',
  'validate',
  'tail',
  'doctor',
  'inject',
  'alerts',
];

function sectionOf(config: ConfigFile, section: string): Readonly<Record<string, unknown>> {
  const sections = objectOf(config.content);
  const values = objectOf(sections?.[section] ?? {});
  if (sections === undefined || values === undefined) {
    throw new PmSimError(
      'options/invalid',
      `${config.path}: expected sections of settings, such as run: {speed: 60}.`,
    );
  }
  for (const name of Object.keys(sections)) {
    if (SECTIONS.includes(name)) continue;
    throw new PmSimError(
      'options/unknown',
      `${config.path}: "${name}" is not a command that takes settings.${didYouMean(name, SECTIONS)}`,
      { hint: `Sections are ${SECTIONS.join(', ')}.` },
    );
  }
  return values;
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

function inFolder(folder: string, value: unknown): unknown {
  return typeof value === 'string' && value !== '' ? resolve(folder, value) : value;
}

function splitList(value: string): string[] {
  return value
    .split(';')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return value as Readonly<Record<string, unknown>>;
}
