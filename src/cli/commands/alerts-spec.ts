import type { CommandSpec } from '../command-spec.ts';
import { CONFIG_FLAG, JSON_FLAG, STATE_FLAG, VERBOSE_FLAG } from '../options/common-flags.ts';
import type { OptionSpec } from '../options/option-spec.ts';
import type { AlertsVerb } from './alerts.ts';

const COMMON: readonly OptionSpec[] = [STATE_FLAG, JSON_FLAG, CONFIG_FLAG, VERBOSE_FLAG];

const ALERTS_FLAGS: readonly OptionSpec[] = [
  {
    key: 'all',
    flags: '--all',
    summary: 'those too that are closed',
    group: 'Filter:',
  },
  ...COMMON,
];

const IDS: CommandSpec['operands'] = [['<id...>', 'as `pm-sim alerts ls` shows them']];

/** `pm-sim alerts ls|ack|close`, after the life of an alarm in ISA-18.2. */
export const alertSpecs: readonly CommandSpec[] = [
  {
    ...common('ls', ALERTS_FLAGS),
    operands: [],
    summary: 'List the alerts of a run that is under way and the state of each.',
    examples: [
      ['pm-sim alerts ls', 'open, acknowledged, and returned ones that nobody has closed'],
      ['pm-sim alerts ls --all --json', 'every alert of the state folder, for a script'],
    ],
  },
  {
    ...common('ack', COMMON),
    operands: IDS,
    summary: 'Acknowledge open alerts: somebody has seen them.',
    examples: [["pm-sim alerts ack 'wt-007#b1m2n3#412'", 'the run shows it as seen']],
  },
  {
    ...common('close', COMMON),
    operands: IDS,
    summary: 'Close alerts whose devices are back to normal.',
    examples: [["pm-sim alerts close 'wt-007#b1m2n3#412'", 'nothing is left to do about it']],
  },
];

function common(
  verb: AlertsVerb,
  options: readonly OptionSpec[],
): Pick<CommandSpec, 'name' | 'options' | 'settings' | 'run'> {
  return {
    name: `alerts ${verb}`,
    options,
    settings: {
      section: 'alerts',
      schema: async () => (await import('../options/alerts-options.ts')).alertsSchema,
    },
    async run({ flags, operands }, io) {
      const [{ readOptions }, { alertsSchema }, { alertsCommand }] = await Promise.all([
        import('../options/read-options.ts'),
        import('../options/alerts-options.ts'),
        import('./alerts.ts'),
      ]);
      const [ids] = operands;
      const given = { ...flags, ...(ids === undefined ? {} : { id: ids }) };
      const input = { section: 'alerts', specs: ALERTS_FLAGS, schema: alertsSchema, flags: given };
      return alertsCommand(verb, await readOptions(input, io), io);
    },
  };
}
