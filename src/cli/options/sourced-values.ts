import { dirname, resolve } from 'node:path';
import { PmSimError } from '../../runtime/errors.ts';
import { didYouMean } from '../../runtime/near-match.ts';
import type { Environment } from '../io.ts';
import type { ConfigFile } from './search-config.ts';
import { SECTIONS } from './sections.ts';
import { environmentName, flagName, type OptionSpec } from './option-spec.ts';

export interface SourcesInput {
  /** Name of the command, which is also the section of the configuration file. */
  readonly section: string;
  readonly specs: readonly OptionSpec[];
  /** What was typed: flags by key, and operands under their own name. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly env: Environment;
  readonly config?: ConfigFile | undefined;
}

/** A raw value and the place that it came from, in words for a message. */
export interface Sourced {
  readonly value: unknown;
  readonly origin: string;
}

/**
 * What was given for each setting: flag over `PM_SIM_*` over configuration file. Not yet judged.
 * @throws PmSimError `options/unknown`, `options/invalid` for a configuration file of another form
 */
export function sourcedValues(input: SourcesInput): Readonly<Record<string, Sourced>> {
  return { ...fromConfig(input), ...fromEnvironment(input), ...fromFlags(input) };
}

function fromFlags({ flags, specs }: SourcesInput): Record<string, Sourced> {
  const entries = Object.entries(flags).map(([key, value]): [string, Sourced] => {
    const isOption = specs.some((spec) => spec.key === key);
    return [key, { value, origin: isOption ? flagName(key) : key.toUpperCase() }];
  });
  return Object.fromEntries(entries);
}

function fromEnvironment({ env, specs }: SourcesInput): Record<string, Sourced> {
  const found: Record<string, Sourced> = {};
  for (const spec of specs) {
    const origin = environmentName(spec.key);
    const value = env[origin];
    if (value === undefined || value === '') continue;
    found[spec.key] = { value: spec.repeatable === true ? splitList(value) : value, origin };
  }
  return found;
}

function fromConfig(input: SourcesInput): Record<string, Sourced> {
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
    if (SECTIONS.some((known) => known === name)) continue;
    throw new PmSimError(
      'options/unknown',
      `${config.path}: "${name}" is not a command that takes settings.${didYouMean(name, SECTIONS)}`,
      { hint: `Sections are ${SECTIONS.join(', ')}.` },
    );
  }
  return values;
}

/** A relative path lies in this folder. */
export function inFolder(folder: string, value: unknown): unknown {
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
