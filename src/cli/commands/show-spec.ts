import type { CommandSpec } from '../command-spec.ts';
import { CONFIG_FLAG, JSON_FLAG, SET_FLAG, VERBOSE_FLAG } from '../options/common-flags.ts';

const FLAGS = [SET_FLAG, JSON_FLAG, CONFIG_FLAG, VERBOSE_FLAG];

export const showSpec: CommandSpec = {
  name: 'show',
  operands: [['<profile>', 'device profile by name or YAML file']],
  summary: 'Show every value of a profile with its unit, and its faults.',
  options: FLAGS,
  examples: [
    ['pm-sim show wind-farm', 'what --set can change'],
    ['pm-sim show wind-farm --set count=500 --json', 'as a run would see it, for a script'],
  ],
  async run({ flags, operands }, io) {
    const [{ readOptions }, { showSchema }, { showCommand }] = await Promise.all([
      import('../options/read-options.ts'),
      import('../options/answer-options.ts'),
      import('./show.ts'),
    ]);
    const given = { ...flags, profile: operands[0] };
    const input = { section: 'show', specs: FLAGS, schema: showSchema, flags: given };
    return showCommand(await readOptions(input, io), io);
  },
};
