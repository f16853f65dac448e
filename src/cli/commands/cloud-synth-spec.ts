import type { CommandSpec } from '../command-spec.ts';
import { SYNTH_FLAGS } from '../options/cloud-flags.ts';

export const cloudSynthSpec: CommandSpec = {
  name: 'cloud synth',
  operands: [],
  summary: "Write the CloudFormation template of a profile's pipeline.",
  options: SYNTH_FLAGS,
  examples: [
    ['pm-sim cloud synth --profile wind-farm', 'what would be deployed; asks AWS nothing'],
    [
      'pm-sim cloud synth --profile wind-farm --email crew@example.com --out stack.yaml',
      'with somebody to tell of alerts, into a file',
    ],
  ],
  settings: {
    section: 'cloud-synth',
    schema: async () => (await import('../options/cloud-options.ts')).synthSchema,
  },
  async run({ flags }, io) {
    const [{ readOptions }, { synthSchema }, { cloudSynthCommand }] = await Promise.all([
      import('../options/read-options.ts'),
      import('../options/cloud-options.ts'),
      import('./cloud-synth.ts'),
    ]);
    const input = { section: 'cloud-synth', specs: SYNTH_FLAGS, schema: synthSchema, flags };
    return cloudSynthCommand(await readOptions(input, io), io);
  },
};
