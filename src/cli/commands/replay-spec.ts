import type { CommandSpec } from '../command-spec.ts';
import type { OptionSpec } from '../options/option-spec.ts';
import { REPLAY_FLAGS } from '../options/replay-flags.ts';

const FILE: OptionSpec = {
  key: 'file',
  flags: 'FILE',
  summary: 'recorded data: CSV or NDJSON, plain or gzip, or the folder of a data set',
  group: '',
  path: true,
};

export const replaySpec: CommandSpec = {
  name: 'replay',
  operands: [['<file>', FILE.summary]],
  summary: 'Send recorded data through the same path, gaps and faults included.',
  options: REPLAY_FLAGS,
  examples: [
    [
      'pm-sim replay turbine.csv.gz --map ts=Date_time,power_kw=P_avg --device wt-001 --speed max',
      'one turbine, two columns of it, as fast as it goes',
    ],
    [
      'pm-sim replay fleet.ndjson --map device=unit,ts=time --range gear_oil_c=-40..150 --speed 60',
      'several devices, a minute in a second, impossible temperatures left out',
    ],
  ],
  settings: {
    section: 'replay',
    schema: async () => (await import('../options/replay-options.ts')).replaySchema,
  },
  async run({ flags, operands }, io) {
    const [{ readOptions }, { replaySchema }] = await Promise.all([
      import('../options/read-options.ts'),
      import('../options/replay-options.ts'),
    ]);
    const input = {
      section: 'replay',
      specs: [FILE, ...REPLAY_FLAGS],
      schema: replaySchema,
      flags: { ...flags, file: operands[0] },
    };
    const options = await readOptions(input, io);
    const { replayCommand } = await import('./replay.ts');
    return replayCommand(options, io);
  },
};
