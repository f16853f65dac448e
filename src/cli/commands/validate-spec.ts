import type { CommandSpec } from '../command-spec.ts';
import { CONFIG_FLAG, JSON_FLAG, VERBOSE_FLAG } from '../options/common-flags.ts';

const FLAGS = [JSON_FLAG, CONFIG_FLAG, VERBOSE_FLAG];

export const validateSpec: CommandSpec = {
  name: 'validate',
  operands: [['<file...>', 'device profiles and scenarios: YAML files, or names']],
  summary: 'Check device profiles and scenarios and say, with file and line, what is wrong.',
  options: FLAGS,
  examples: [
    ['pm-sim validate profiles/my-farm.yaml', 'exit code 0 when it is right, 2 when it is not'],
    ['pm-sim validate profiles/*.yaml --json', 'all of them, for a script'],
  ],
  settings: {
    section: 'validate',
    schema: async () => (await import('../options/answer-options.ts')).validateSchema,
  },
  async run({ flags, operands }, io) {
    const [{ readOptions }, { validateSchema }, { validateCommand }] = await Promise.all([
      import('../options/read-options.ts'),
      import('../options/answer-options.ts'),
      import('./validate.ts'),
    ]);
    const given = { ...flags, files: operands[0] };
    const input = { section: 'validate', specs: FLAGS, schema: validateSchema, flags: given };
    return validateCommand(await readOptions(input, io), io);
  },
};
