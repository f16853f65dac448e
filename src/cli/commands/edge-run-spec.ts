import type { CommandSpec } from '../command-spec.ts';
import { CONFIG_FLAG, VERBOSE_FLAG } from '../options/common-flags.ts';
import type { OptionSpec } from '../options/option-spec.ts';

const FLAGS: readonly OptionSpec[] = [
  {
    key: 'json',
    flags: '--json',
    summary: 'what the agent tells as NDJSON on stdout',
    group: 'Output:',
  },
  {
    key: 'quiet',
    flags: '--quiet',
    summary: 'only the summary and errors',
    group: 'Output:',
  },
  CONFIG_FLAG,
  VERBOSE_FLAG,
];

export const edgeRunSpec: CommandSpec = {
  name: 'edge run',
  operands: [['<file>', 'YAML file of the agent: sources, filters, sink, buffer']],
  summary: 'Run an edge agent on real or simulated machines.',
  options: FLAGS,
  examples: [
    ['pm-sim edge run edge.yaml', 'until Ctrl+C; what is not delivered stays on disk'],
    ['my-plc-reader | pm-sim edge run edge.yaml --json', 'readings from a pipe'],
  ],
  settings: {
    section: 'edge-run',
    schema: async () => (await import('../options/edge-options.ts')).edgeRunSchema,
  },
  async run({ flags, operands }, io) {
    const [{ readOptions }, { edgeRunSchema }, { edgeRunCommand }] = await Promise.all([
      import('../options/read-options.ts'),
      import('../options/edge-options.ts'),
      import('./edge-run.ts'),
    ]);
    const given = { ...flags, file: operands[0] };
    const input = { section: 'edge-run', specs: FLAGS, schema: edgeRunSchema, flags: given };
    return edgeRunCommand(await readOptions(input, io), io);
  },
};
