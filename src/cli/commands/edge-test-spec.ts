import type { CommandSpec } from '../command-spec.ts';
import { CONFIG_FLAG, JSON_FLAG, VERBOSE_FLAG } from '../options/common-flags.ts';
import type { OptionSpec } from '../options/option-spec.ts';

const FLAGS: readonly OptionSpec[] = [JSON_FLAG, CONFIG_FLAG, VERBOSE_FLAG];

export const edgeTestSpec: CommandSpec = {
  name: 'edge test',
  operands: [['<file>', 'YAML file of the agent']],
  summary: 'Show what each filter does to readings from stdin; no broker.',
  options: FLAGS,
  examples: [
    [
      'pm-sim edge test edge.yaml < sample.ndjson',
      'a row for each reading, a column for each filter',
    ],
    ['pm-sim edge test edge.yaml --json < sample.ndjson', 'the same for a script'],
  ],
  settings: {
    section: 'edge-test',
    schema: async () => (await import('../options/edge-options.ts')).edgeTestSchema,
  },
  async run({ flags, operands }, io) {
    const [{ readOptions }, { edgeTestSchema }, { edgeTestCommand }] = await Promise.all([
      import('../options/read-options.ts'),
      import('../options/edge-options.ts'),
      import('./edge-test.ts'),
    ]);
    const given = { ...flags, file: operands[0] };
    const input = { section: 'edge-test', specs: FLAGS, schema: edgeTestSchema, flags: given };
    return edgeTestCommand(await readOptions(input, io), io);
  },
};
