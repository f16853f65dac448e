import type { CommandSpec } from '../command-spec.ts';
import { EXIT } from '../exit-codes.ts';

const completionSpec: CommandSpec = {
  name: 'completion',
  operands: [['<shell>', 'bash, zsh or fish']],
  summary: 'Print the code that lets a shell complete commands, profiles and faults.',
  options: [],
  examples: [
    ['eval "$(pm-sim completion bash)"', 'this shell; in ~/.bashrc, every one'],
    ['pm-sim completion fish > ~/.config/fish/completions/pm-sim.fish', 'for good, in fish'],
  ],
  async run({ operands }, io) {
    const { completionCommand } = await import('./completion.ts');
    completionCommand(operands[0], io);
    return EXIT.ok;
  },
};

const completeSpec: CommandSpec = {
  name: 'complete',
  hidden: true,
  operands: [['[words...]', 'the words after pm-sim, the last one unfinished']],
  summary: 'What can be typed next, one a line, for the code that `completion` prints.',
  options: [],
  examples: [['pm-sim complete -- run --profile w', 'wind-farm']],
  async run({ operands }, io) {
    const { completeCommand } = await import('./completion.ts');
    await completeCommand(operands[0], io);
    return EXIT.ok;
  },
};

export const completionSpecs: readonly CommandSpec[] = [completionSpec, completeSpec];
