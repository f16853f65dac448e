import type { CommandSpec } from '../command-spec.ts';
import { CONFIG_FLAG, JSON_FLAG, VERBOSE_FLAG } from '../options/common-flags.ts';

const FLAGS = [JSON_FLAG, CONFIG_FLAG, VERBOSE_FLAG];

export const lsSpec: CommandSpec = {
  name: 'ls',
  operands: [['[profile]', 'list the faults of this profile instead']],
  summary: 'List the device profiles and scenarios, or the faults of one profile.',
  options: FLAGS,
  examples: [
    ['pm-sim ls', 'what can be simulated, and what can happen to it'],
    ['pm-sim ls wind-farm', 'what can go wrong there'],
  ],
  settings: {
    section: 'ls',
    schema: async () => (await import('../options/answer-options.ts')).lsSchema,
  },
  async run({ flags, operands }, io) {
    const [{ readOptions }, { lsSchema }, { lsCommand }] = await Promise.all([
      import('../options/read-options.ts'),
      import('../options/answer-options.ts'),
      import('./ls.ts'),
    ]);
    const [profile] = operands;
    const given = { ...flags, ...(profile === undefined ? {} : { profile }) };
    const input = { section: 'ls', specs: FLAGS, schema: lsSchema, flags: given };
    return lsCommand(await readOptions(input, io), io);
  },
};
