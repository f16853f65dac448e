import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import {
  addOptions,
  environmentName,
  flagName,
  typedFlags,
  type OptionSpec,
} from '../../../src/cli/options/option-spec.ts';
import { REPLAY_FLAGS } from '../../../src/cli/options/replay-flags.ts';
import { RUN_FLAGS } from '../../../src/cli/options/run-flags.ts';

function typed(specs: readonly OptionSpec[], argv: readonly string[]) {
  const command = addOptions(new Command('x').helpOption('--help'), specs);
  command.parse(argv, { from: 'user' });
  return typedFlags(command);
}

describe('option specs', () => {
  it('name one setting on the command line, in the environment and in the configuration file', () => {
    expect(flagName('awsPort')).toBe('--aws-port');
    expect(environmentName('awsPort')).toBe('PM_SIM_AWS_PORT');
  });

  it.each([...RUN_FLAGS, ...REPLAY_FLAGS])('$key is the long flag in camel case', (spec) => {
    const long = spec.flags
      .match(/--[a-z-]+/g)
      ?.at(-1)
      ?.replace('--no-', '--');
    expect(long).toBe(flagName(spec.key));
  });

  it('collect what was typed and nothing else', () => {
    expect(
      typed(RUN_FLAGS, ['-c', '5', '-h', '0.0.0.0', '--no-tui', '--set', 'a=1', '--set', 'b=2']),
    ).toEqual({
      count: '5',
      host: '0.0.0.0',
      tui: false,
      set: ['a=1', 'b=2'],
    });
  });

  it('take --im for --message-interval', () => {
    expect(typed(RUN_FLAGS, ['--im', '1000'])).toEqual({ messageInterval: '1000' });
  });
});
