import { Command, CommanderError, Option, type Argument } from 'commander';
import type { CommandSpec } from './command-spec.ts';
import { COMMANDS } from './commands/index.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { wantsColour, type CliIo } from './io.ts';
import { addOptions, typedFlags } from './options/option-spec.ts';
import { packageVersion } from './package-version.ts';
import { rewriteArguments } from './rewrite-arguments.ts';

/** Narrowest and widest help text, columns. */
const HELP_WIDTH = { min: 60, max: 110 };

/**
 * Parses the words after `pm-sim` and runs the command that they name.
 * @returns the exit code; usage errors are written to stderr and give 2
 * @throws whatever the command throws
 */
export async function runProgram(argv: readonly string[], io: CliIo): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.ok;
  const program = createProgram(io, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(rewriteArguments(argv), { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  }
  return exitCode;
}

function createProgram(io: CliIo, settle: (code: ExitCode) => void): Command {
  const program = new Command('pm-sim')
    .description(
      'Simulates a fleet of machines, filters at the edge, and runs the whole path of\n' +
        'predictive maintenance on this machine: MQTT, rules, streams, scoring, alerts.',
    )
    .usage('<command> [options]')
    .helpOption('--help', 'show this help')
    .helpCommand('help [command]', 'show the help of a command')
    .version(packageVersion(), '--version', 'show the version')
    .exitOverride()
    .configureHelp({ styleTitle: bold, subcommandTerm })
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
      outputError: (text, write) => write(usageError(text)),
      getOutHelpWidth: () => helpWidth(io),
      getErrHelpWidth: () => helpWidth(io),
      getOutHasColors: () => wantsColour(io.stdout, io.env),
      getErrHasColors: () => wantsColour(io.stderr, io.env),
    })
    .addHelpText('after', `\n${FIRST_STEPS}`);
  for (const spec of COMMANDS) addCommand(program, spec, { io, settle });
  return program;
}

const FIRST_STEPS = `First steps:
  pm-sim run --profile wind-farm     a live wind farm in this terminal
  pm-sim ls                          what else can be simulated
  pm-sim doctor                      whether this machine is ready
`;

interface Wiring {
  readonly io: CliIo;
  readonly settle: (code: ExitCode) => void;
}

function addCommand(program: Command, spec: CommandSpec, { io, settle }: Wiring): void {
  const command = commandOf(program, spec).description(spec.summary);
  for (const [usage, summary] of spec.operands) command.argument(usage, summary);
  addOptions(command, spec.options);
  command.addHelpOption(new Option('--help', 'show this help').helpGroup('Output:'));
  command.addHelpText('after', `\n${examplesText(spec)}`);
  command.action(async () => {
    const operands = command.processedArgs as (string | string[] | undefined)[];
    settle(await spec.run({ flags: typedFlags(command), operands }, io));
  });
}

/** The command of a name; of `edge run` the `run` below `edge`, which is made when it is missing. */
function commandOf(program: Command, { name, hidden = false }: CommandSpec): Command {
  const [group, verb] = name.split(' ') as [string, string?];
  if (verb === undefined) return program.command(group, { hidden });
  const parent = program.commands.find((command) => command.name() === group);
  return (parent ?? groupOf(program, group)).command(verb);
}

function groupOf(program: Command, name: string): Command {
  return program
    .command(name)
    .usage('<command> [options]')
    .description(GROUPS[name] ?? '')
    .addHelpOption(new Option('--help', 'show this help'))
    .helpCommand(false);
}

const GROUPS: Readonly<Record<string, string>> = {
  alerts: 'The alerts of a run that is under way: list, acknowledge, close.',
  cloud: 'The pipeline on AWS: its template and its cost; deploy it, look at it, take it away.',
  config: 'The configuration file: what is set and where, and schemas for editors.',
  edge: 'The edge agent: run it, or test its filters.',
  fleet: 'A fleet on many machines: the job that runs its shards.',
  provision: 'Device identities on the twin or on AWS: things, certificates, keys, policies.',
};

function examplesText({ examples }: CommandSpec): string {
  const lines = examples.flatMap(([command, meaning]) => [`  # ${meaning}`, `  ${command}`]);
  return `Examples:\n${lines.join('\n')}\n`;
}

/** Commander's `error: unknown option '--sped'\n(Did you mean --speed?)` as one line of ours. */
function usageError(text: string): string {
  const [what = '', suggestion = ''] = text
    .replace(/^error: /, '')
    .trimEnd()
    .split('\n');
  const didYouMean = suggestion.replace(/^\((.*)\)$/, ' $1');
  const stop = /[.!?]$/.test(what) ? '' : '.';
  const hint = didYouMean === '' ? ' `pm-sim help [command]` shows what there is.' : didYouMean;
  return `pm-sim: ${what.replaceAll("'", '"')}${stop}${hint}\n`;
}

/** A command in the list: its name and operands; that it takes options goes without saying. */
function subcommandTerm(command: Command): string {
  return [command.name(), ...command.registeredArguments.map(operandTerm)].join(' ');
}

function operandTerm(operand: Argument): string {
  const name = operand.variadic ? `${operand.name()}...` : operand.name();
  return operand.required ? `<${name}>` : `[${name}]`;
}

function helpWidth({ stdout }: CliIo): number {
  return Math.min(HELP_WIDTH.max, Math.max(HELP_WIDTH.min, stdout.columns ?? HELP_WIDTH.max));
}

function bold(text: string): string {
  return `\u001b[1m${text}\u001b[22m`;
}
