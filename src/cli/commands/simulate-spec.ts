import type { CommandSpec } from '../command-spec.ts';
import type { OptionSpec } from '../options/option-spec.ts';
import { SIMULATE_FLAGS } from '../options/simulate-flags.ts';

const SCRIPT: OptionSpec = {
  key: 'script',
  flags: 'SCRIPT',
  summary: 'a scenario script of MQTTX: module.exports = { generator(faker, options) }',
  group: '',
  path: true,
};

export const simulateSpec: CommandSpec = {
  name: 'simulate',
  operands: [['[script]', SCRIPT.summary]],
  summary: 'Publish what an MQTTX script makes up, the same bytes for the same seed.',
  options: SIMULATE_FLAGS,
  examples: [
    ['pm-sim simulate pump.js --dry-run -c 3', 'a message of each of three clients, and no broker'],
    [
      "pm-sim simulate pump.js -h broker.local -c 100 --im 1s -t 'plant/%c/state'",
      'a hundred clients, a message a second each, each on a topic of its own',
    ],
    [
      'PM_SIM_PASSWORD=… pm-sim simulate -f pump.js --broker mqtts://broker.local -u edge-%i -L 50 --seed 7',
      'TLS, a user for each client, fifty messages of each, repeatable',
    ],
  ],
  settings: {
    section: 'simulate',
    schema: async () => (await import('../options/simulate-options.ts')).simulateSchema,
  },
  async run({ flags, operands }, io) {
    const [{ readOptions }, { simulateSchema }] = await Promise.all([
      import('../options/read-options.ts'),
      import('../options/simulate-options.ts'),
    ]);
    const script = operands[0] === undefined ? {} : { script: operands[0] };
    const input = {
      section: 'simulate',
      specs: [SCRIPT, ...SIMULATE_FLAGS],
      schema: simulateSchema,
      flags: { ...flags, ...script },
    };
    const options = await readOptions(input, io);
    const { simulateCommand } = await import('./simulate.ts');
    return simulateCommand(options, io);
  },
};
