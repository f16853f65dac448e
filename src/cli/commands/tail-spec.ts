import type { CommandSpec } from '../command-spec.ts';
import { CONFIG_FLAG, JSON_FLAG, STATE_FLAG, VERBOSE_FLAG } from '../options/common-flags.ts';
import { AWS_FLAGS, STACK_FLAG } from '../options/aws-flags.ts';
import type { OptionSpec } from '../options/option-spec.ts';

const FLAGS: readonly OptionSpec[] = [
  STATE_FLAG,
  {
    key: 'device',
    flags: '--device <name>',
    summary: 'only alerts of this device; repeatable',
    group: 'Filter:',
    repeatable: true,
  },
  {
    key: 'severity',
    flags: '--severity <level>',
    summary: 'only alerts at least this severe: low, medium, high, critical (default: low)',
    group: 'Filter:',
  },
  {
    key: 'since',
    flags: '--since <when>',
    summary: 'only alerts since then: 10m, 2h, or an ISO 8601 date (default: all)',
    group: 'Filter:',
  },
  {
    key: 'follow',
    flags: '--no-follow',
    summary: 'show what there is and end',
    group: 'Waiting:',
  },
  {
    key: 'count',
    flags: '-n, --count <n>',
    summary: 'end after this many alerts',
    group: 'Waiting:',
  },
  {
    key: 'timeout',
    flags: '--timeout <duration>',
    summary: 'give up after this long; exit code 27 when --count was not reached',
    group: 'Waiting:',
  },
  {
    key: 'exec',
    flags: '--exec <command>',
    summary:
      'run a shell command for each alert that comes, with --since for earlier ones too; ' +
      'the alert is in ALERT_ID, ALERT_DEVICE, ALERT_SEVERITY, ALERT_REASON, … and as JSON on stdin',
    group: 'Doing:',
  },
  {
    key: 'bell',
    flags: '--bell',
    summary: 'ring the terminal bell for each alert that comes',
    group: 'Doing:',
  },
  {
    key: 'tui',
    flags: '--no-tui',
    summary: 'plain lines even on a terminal',
    group: 'Output:',
  },
  {
    key: 'target',
    flags: '--target <where>',
    summary: 'local, a run on this machine (default), or aws, the anomaly stream of a stack',
    group: 'AWS:',
  },
  STACK_FLAG,
  ...AWS_FLAGS,
  JSON_FLAG,
  CONFIG_FLAG,
  VERBOSE_FLAG,
];

export const tailSpec: CommandSpec = {
  name: 'tail',
  operands: [['[file]', 'alerts of this NDJSON instead, such as the alerts.ndjson of `run --out`']],
  summary: 'Follow the alerts of a run from another terminal, earlier ones first.',
  options: FLAGS,
  examples: [
    [
      'pm-sim tail',
      'all alerts of ./.pm-sim, and those to come; Enter shows the signals around one',
    ],
    ['pm-sim tail --severity high --since 1h', 'what is bad and new'],
    [
      'pm-sim tail --device wt-001 --count 1 --timeout 2m --json',
      'a script waits for the first alert of a device',
    ],
    [
      'pm-sim tail --severity high --exec \'mail -s "$ALERT_DEVICE" crew@example.org\'',
      'tells the crew; the mail has the alert as JSON',
    ],
    ['pm-sim tail night/alerts.ndjson --no-follow', 'what a run has kept'],
    ['pm-sim tail --target aws', 'alerts of the deployed stack; the next one goes on from there'],
  ],
  settings: {
    section: 'tail',
    schema: async () => (await import('../options/tail-options.ts')).tailSchema,
  },
  async run({ flags, operands }, io) {
    const [{ readOptions }, { tailSchema }, { tailCommand }] = await Promise.all([
      import('../options/read-options.ts'),
      import('../options/tail-options.ts'),
      import('./tail.ts'),
    ]);
    const [file] = operands;
    const given = { ...flags, ...(file === undefined ? {} : { file }) };
    const input = { section: 'tail', specs: FLAGS, schema: tailSchema, flags: given };
    return tailCommand(await readOptions(input, io), io);
  },
};
