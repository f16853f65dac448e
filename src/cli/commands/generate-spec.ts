import type { CommandSpec } from '../command-spec.ts';
import { GENERATE_FLAGS } from '../options/generate-flags.ts';

export const generateSpec: CommandSpec = {
  name: 'generate',
  operands: [],
  summary: 'Write a labelled data set to a folder, without the path to the cloud.',
  options: GENERATE_FLAGS,
  examples: [
    [
      'pm-sim generate --profile wind-farm -c 20 --days 90 --seed 7 --campaign default --out data',
      'ten-minute readings of 20 turbines over a quarter of a year, random faults, their truth, work orders',
    ],
    [
      'pm-sim generate --profile wind-farm --days 365 --record summary --format parquet --partition month --out year',
      'avg, min, max and std of each ten minutes as Parquet; interrupted, the same command goes on',
    ],
    [
      'pm-sim generate --profile wind-farm --days 7 --interval 1m --format csv --gzip --partition day --out week',
      'a week, one compressed CSV file a day',
    ],
  ],
  settings: {
    section: 'generate',
    schema: async () => (await import('../options/generate-options.ts')).generateSchema,
  },
  async run({ flags }, io) {
    const [{ readOptions }, { generateSchema }] = await Promise.all([
      import('../options/read-options.ts'),
      import('../options/generate-options.ts'),
    ]);
    const input = { section: 'generate', specs: GENERATE_FLAGS, schema: generateSchema, flags };
    const options = await readOptions(input, io);
    const { generateCommand } = await import('./generate.ts');
    return generateCommand(options, io);
  },
};
