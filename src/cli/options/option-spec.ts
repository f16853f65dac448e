import { Option, type Command } from 'commander';

/**
 * One setting as data: the command line, the environment and the configuration file all speak of
 * it by this row. `key` is its camel-case name, the long flag without dashes.
 */
export interface OptionSpec {
  readonly key: string;
  readonly flags: string;
  readonly summary: string;
  readonly group: string;
  /** May be given several times; in the environment its values are separated by `;`. */
  readonly repeatable?: true;
  /** A file or folder; relative to the configuration file that names it, else to the cwd. */
  readonly path?: true;
  /** Nobody should read it over a shoulder: `config show` hides its value. */
  readonly secret?: true;
  /** Of a path only: the one that is meant when none is given. */
  readonly fallback?: string;
}

/** Declares the options on a command; values stay text until `resolveOptions` judges them. */
export function addOptions(command: Command, specs: readonly OptionSpec[]): Command {
  for (const spec of specs) {
    const option = new Option(spec.flags, spec.summary).helpGroup(spec.group);
    if (spec.repeatable === true) option.argParser(appendTo);
    command.addOption(option);
  }
  return command;
}

/** What was typed, without commander's own defaults. */
export function typedFlags(command: Command): Record<string, unknown> {
  const typed = Object.entries(command.opts()).filter(
    ([key]) => command.getOptionValueSource(key) === 'cli',
  );
  return Object.fromEntries(typed);
}

/** `awsPort` → `--aws-port`. */
export function flagName(key: string): string {
  return `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** `awsPort` → `PM_SIM_AWS_PORT`. */
export function environmentName(key: string): string {
  return `PM_SIM_${key.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

function appendTo(value: string, previous: readonly string[] | undefined): readonly string[] {
  return [...(previous ?? []), value];
}
