import type { z } from 'zod';
import type { ExitCode } from './exit-codes.ts';
import type { CliIo } from './io.ts';
import type { OptionSpec } from './options/option-spec.ts';
import type { Section } from './options/sections.ts';

/** A verb as data: what help shows of it, and what it does. */
export interface CommandSpec {
  readonly name: string;
  /** Operands as commander writes them, each with its explanation. */
  readonly operands: readonly (readonly [usage: string, summary: string])[];
  readonly summary: string;
  /** For programs, not people: help does not list it. */
  readonly hidden?: boolean;
  readonly options: readonly OptionSpec[];
  readonly examples: readonly (readonly [command: string, meaning: string])[];
  /** Where its settings stand in a configuration file; absent for a command that reads none. */
  readonly settings?: CommandSettings;
  /** Imports what it needs itself, so that help and usage errors stay quick. */
  run(input: CommandInput, io: CliIo): Promise<ExitCode>;
}

interface CommandInput {
  /** Flags that were typed, by key. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly operands: readonly (string | readonly string[] | undefined)[];
}

interface CommandSettings {
  readonly section: Section;
  /** Of the raw values, keyed as the options are; imported on demand. */
  readonly schema: () => Promise<z.ZodType>;
}
