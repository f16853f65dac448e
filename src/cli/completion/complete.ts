import type { CommandSpec } from '../command-spec.ts';
import type { OptionSpec } from '../options/option-spec.ts';

/** One thing that can be typed next. */
export interface Candidate {
  readonly value: string;
  readonly about: string;
}

/** What is offered for the values of options and operands that are no fixed list. */
export interface ValueSource {
  /** `typed` are the words of the command so far. Undefined: files, or nothing known. */
  valuesOf(slot: Slot, typed: readonly string[]): Promise<readonly Candidate[] | undefined>;
}

/** A place on the command line that takes a value. */
export interface Slot {
  readonly command: CommandSpec;
  /** Key of an option, or the name of an operand. */
  readonly name: string;
}

/**
 * What can stand where the last of `words` is; they are those after `pm-sim`, the last one unfinished
 * or empty. Empty: leave it to the shell, which offers files.
 */
export async function complete(
  words: readonly string[],
  commands: readonly CommandSpec[],
  source: ValueSource,
): Promise<readonly Candidate[]> {
  const typed = words.slice(0, -1);
  const prefix = words.at(-1) ?? '';
  const command = commandOf(typed, commands);
  const found =
    command === undefined
      ? nextNames(typed, commands)
      : await withinCommand({ command, typed, prefix }, source);
  return found.filter(({ value }) => value.startsWith(prefix));
}

/** The longest command that the words begin with. */
function commandOf(
  typed: readonly string[],
  commands: readonly CommandSpec[],
): CommandSpec | undefined {
  return commands.find(({ name }) => name.split(' ').every((word, at) => typed[at] === word));
}

/** Words that continue the name of a command, each with what it is for. */
function nextNames(typed: readonly string[], commands: readonly CommandSpec[]): Candidate[] {
  const names = new Map<string, string>();
  for (const { name, summary } of commands) {
    const words = name.split(' ');
    if (!typed.every((word, at) => words[at] === word)) continue;
    const next = words[typed.length];
    if (next === undefined) continue;
    const last = words.length === typed.length + 1;
    if (!names.has(next)) names.set(next, last ? summary : `${next} commands`);
  }
  return [...names].map(([value, about]) => ({ value, about }));
}

interface Position {
  readonly command: CommandSpec;
  readonly typed: readonly string[];
  readonly prefix: string;
}

async function withinCommand(
  { command, typed, prefix }: Position,
  source: ValueSource,
): Promise<readonly Candidate[]> {
  const options = [...command.options];
  const previous = options.find((option) => flagsOf(option).includes(typed.at(-1) ?? ''));
  if (previous !== undefined && takesValue(previous)) {
    return (await source.valuesOf({ command, name: previous.key }, typed)) ?? [];
  }
  if (prefix.startsWith('-')) {
    return options.flatMap((option) =>
      flagsOf(option)
        .filter((flag) => flag.startsWith('--'))
        .map((value) => ({ value, about: option.summary })),
    );
  }
  const operand = operandAt(operandsBefore({ command, typed, prefix }), command);
  if (operand === undefined) return [];
  return (await source.valuesOf({ command, name: operand }, typed)) ?? [];
}

/** Operands typed before the current word: neither options nor their values. */
function operandsBefore({ command, typed }: Position): number {
  const words = typed.slice(command.name.split(' ').length);
  return words.filter((word, at) => {
    const before = words[at - 1];
    const valued = command.options.some(
      (option) => takesValue(option) && flagsOf(option).includes(before ?? ''),
    );
    return !word.startsWith('-') && !valued;
  }).length;
}

/** `<file>` and `[names...]` give `file` and `names`; the last one may stand for many. */
function operandAt(index: number, { operands }: CommandSpec): string | undefined {
  const [usage] = operands[index] ?? operands.at(-1) ?? [];
  if (usage === undefined) return undefined;
  if (index >= operands.length && !usage.includes('...')) return undefined;
  return usage.replaceAll(/[<>[\].]/gu, '');
}

function flagsOf({ flags }: OptionSpec): readonly string[] {
  return flags.split(/[ ,]+/u).filter((word) => word.startsWith('-'));
}

function takesValue({ flags }: OptionSpec): boolean {
  return /[<[]/u.test(flags);
}
