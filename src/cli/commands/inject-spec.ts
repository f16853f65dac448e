import type { CommandSpec } from '../command-spec.ts';
import { CONFIG_FLAG, JSON_FLAG, STATE_FLAG, VERBOSE_FLAG } from '../options/common-flags.ts';
import type { OptionSpec } from '../options/option-spec.ts';

const FAULT = 'Fault:';

const INJECT_FLAGS: readonly OptionSpec[] = [
  {
    key: 'device',
    flags: '-d, --device <name>',
    summary: 'the device that it happens to',
    group: FAULT,
  },
  {
    key: 'severity',
    flags: '--severity <0..1>',
    summary: 'how bad it gets, above 0 and at most 1 (default: 1)',
    group: FAULT,
  },
  {
    key: 'over',
    flags: '--over <duration>',
    summary: 'simulated time from its onset to the failure (default: what the mode says)',
    group: FAULT,
  },
  {
    key: 'channel',
    flags: '--channel <metric>',
    summary: 'the metric whose sensor fails, of a fault of a sensor (default: drawn)',
    group: FAULT,
  },
  {
    key: 'repair',
    flags: '--repair',
    summary: 'mend the device instead: the faults of MODE, or all of them',
    group: FAULT,
  },
  {
    key: 'list',
    flags: '--list',
    summary: 'list the modes that the run knows, or those that the device can have',
    group: FAULT,
  },
  STATE_FLAG,
  JSON_FLAG,
  CONFIG_FLAG,
  VERBOSE_FLAG,
];

export const injectSpec: CommandSpec = {
  name: 'inject',
  operands: [['[mode]', 'what goes wrong, such as gearbox-bearing-wear']],
  summary: 'Inject a fault into a run that is under way in another terminal, or mend one.',
  options: INJECT_FLAGS,
  examples: [
    [
      'pm-sim inject gearbox-bearing-wear --device wt-007 --over 30m',
      'a bearing begins to fail now; the run logs it, and its truth',
    ],
    ['pm-sim inject --list --device wt-007', 'what can go wrong with it'],
    ['pm-sim inject --repair --device wt-007', 'a crew has mended everything'],
  ],
  settings: {
    section: 'inject',
    schema: async () => (await import('../options/inject-options.ts')).injectSchema,
  },
  async run({ flags, operands }, io) {
    const [{ readOptions }, { injectSchema }, { injectCommand }] = await Promise.all([
      import('../options/read-options.ts'),
      import('../options/inject-options.ts'),
      import('./inject.ts'),
    ]);
    const [mode] = operands;
    const given = { ...flags, ...(mode === undefined ? {} : { mode }) };
    const input = { section: 'inject', specs: INJECT_FLAGS, schema: injectSchema, flags: given };
    return injectCommand(await readOptions(input, io), io);
  },
};
