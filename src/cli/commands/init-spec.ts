import type { CommandSpec } from '../command-spec.ts';
import { INIT_FLAGS } from '../options/init-flags.ts';

export const initSpec: CommandSpec = {
  name: 'init',
  operands: [['[dir]', 'folder of the project (default: this one)']],
  summary: 'Begin a project: a fleet of your own, a scenario, settings, schemas for the editor.',
  options: INIT_FLAGS,
  examples: [
    ['pm-sim init', 'asks four questions at most'],
    ['pm-sim init farm --profile wind-farm --name north -c 20 --edge --yes', 'asks nothing'],
  ],
  async run({ flags, operands }, io) {
    const [{ readPlainOptions }, { initSchema }, { initCommand }] = await Promise.all([
      import('../options/read-options.ts'),
      import('../options/init-options.ts'),
      import('./init.ts'),
    ]);
    const [dir] = operands;
    const given = { ...flags, ...(dir === undefined ? {} : { dir }) };
    const input = { section: 'init', specs: INIT_FLAGS, schema: initSchema, flags: given };
    return initCommand(readPlainOptions(input, io), io);
  },
};
