import type { CommandSpec } from '../command-spec.ts';
import { CONFIG_FLAG, JSON_FLAG, VERBOSE_FLAG } from '../options/common-flags.ts';
import type { OptionSpec } from '../options/option-spec.ts';

const INPUT = 'Input:';
const GATES = 'Gates:';

const FLAGS: readonly OptionSpec[] = [
  {
    key: 'alerts',
    flags: '--alerts <file>',
    summary: 'NDJSON or CSV with device, ts, end, channel, source (default: alerts.ndjson of DIR)',
    group: INPUT,
    path: true,
  },
  {
    key: 'from',
    flags: '--from <date>',
    summary: 'begin of the observed span, ISO 8601 (default: from report.json)',
    group: INPUT,
  },
  {
    key: 'to',
    flags: '--to <date>',
    summary: 'end of the observed span, ISO 8601 (default: from report.json)',
    group: INPUT,
  },
  {
    key: 'detector',
    flags: '--detector <names>',
    summary:
      'run these over the telemetry of a data set instead: rcf, ewma, hotelling, robust-z, median-mad, step, moving-std',
    group: INPUT,
  },
  {
    key: 'sweep',
    flags: '--sweep <policy=range>',
    summary:
      'what the edge may leave out of a data set: deadband=0..5%, swinging-door=0,0.5%,1%, heartbeat=10m,1h or rcf-gate=3..8',
    group: INPUT,
  },
  {
    key: 'pricePerMillion',
    flags: '--price-per-million <usd>',
    summary: 'what a million messages cost (default: AWS IoT Core, us-east-1, 2024)',
    group: INPUT,
  },
  {
    key: 'lead',
    flags: '--lead <duration>',
    summary: 'an alarm this long before failure is actionable (default: by family, 6h to 24h)',
    group: INPUT,
  },
  {
    key: 'failUnder',
    flags: '--fail-under <name=value>',
    summary: 'exit code 99 when a measure is below, such as recall=0.9; repeatable',
    group: GATES,
    repeatable: true,
  },
  {
    key: 'failOver',
    flags: '--fail-over <name=value>',
    summary: 'exit code 99 when a measure is above, such as far=0.05; repeatable',
    group: GATES,
    repeatable: true,
  },
  {
    key: 'html',
    flags: '--html <file>',
    summary: 'write a page with a timeline for each device',
    group: 'Output:',
    path: true,
  },
  {
    key: 'out',
    flags: '--out <file>',
    summary: 'write the picture of a sweep, SVG',
    group: 'Output:',
    path: true,
  },
  JSON_FLAG,
  CONFIG_FLAG,
  VERBOSE_FLAG,
];

export const evalSpec: CommandSpec = {
  name: 'eval',
  operands: [
    [
      '<dir...>',
      'folder of a run (--out) or a data set, or any with a truth.ndjson; or all shards',
    ],
  ],
  summary: 'Judge alerts against the truth: recall, delay, false alarms.',
  options: FLAGS,
  examples: [
    ['pm-sim eval out --html report.html', 'judge the alerts of a run'],
    ['pm-sim eval out/shard-*', 'judge a run that was split over processes as one'],
    ['pm-sim eval out --alerts mine.csv', 'judge those of another detector'],
    ['pm-sim eval data --detector rcf,ewma,hotelling', 'compare detectors on a data set'],
    ['pm-sim eval data --sweep deadband=0..5% --out sweep.svg', 'what the edge may leave out'],
    ['pm-sim eval out --fail-under recall=0.9 --fail-over far=0.05', 'a gate for CI'],
  ],
  settings: {
    section: 'eval',
    schema: async () => (await import('../options/eval-options.ts')).evalSchema,
  },
  async run({ flags, operands }, io) {
    const [{ readOptions }, { evalSchema }, { evalCommand }] = await Promise.all([
      import('../options/read-options.ts'),
      import('../options/eval-options.ts'),
      import('./eval.ts'),
    ]);
    const given = { ...flags, dirs: operands[0] };
    const input = { section: 'eval', specs: FLAGS, schema: evalSchema, flags: given };
    return evalCommand(await readOptions(input, io), io);
  },
};
