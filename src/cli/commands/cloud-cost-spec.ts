import type { CommandSpec } from '../command-spec.ts';
import { COST_FLAGS } from '../options/cloud-flags.ts';

export const cloudCostSpec: CommandSpec = {
  name: 'cloud cost',
  operands: [],
  summary: 'Forecast what a month of the pipeline costs, with and without the edge filters.',
  options: COST_FLAGS,
  examples: [
    ['pm-sim cloud cost --profile wind-farm', '100 and 10,000 devices; asks AWS nothing'],
    [
      'pm-sim cloud cost --profile factory --devices 40 --stream-mode on-demand --json',
      'every item, price and assumption, for a script',
    ],
    [
      'pm-sim cloud cost --profile wind-farm --price iot-message=1.2',
      'at the price of another region',
    ],
  ],
  settings: {
    section: 'cloud-cost',
    schema: async () => (await import('../options/cloud-options.ts')).costSchema,
  },
  async run({ flags }, io) {
    const [{ readOptions }, { costSchema }, { cloudCostCommand }] = await Promise.all([
      import('../options/read-options.ts'),
      import('../options/cloud-options.ts'),
      import('./cloud-cost.ts'),
    ]);
    const input = { section: 'cloud-cost', specs: COST_FLAGS, schema: costSchema, flags };
    return cloudCostCommand(await readOptions(input, io), io);
  },
};
