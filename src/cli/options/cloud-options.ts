import { z } from 'zod';
import { CONFIG_FLAG, JSON_FLAG, SET_FLAG, VERBOSE_FLAG } from './common-flags.ts';
import * as field from './fields.ts';
import type { OptionSpec } from './option-spec.ts';
import { defined } from './run-options.ts';

const PIPELINE = 'Pipeline:';

/** Most shards that one stream may have without asking for more (Kinesis quotas, us-east-1). */
const SHARDS_MAX = 20_000;

const PROFILE_FLAG: OptionSpec = {
  key: 'profile',
  flags: '--profile <name>',
  summary: 'device profile by name or YAML file',
  group: 'Input:',
};

const STREAM_MODE_FLAG: OptionSpec = {
  key: 'streamMode',
  flags: '--stream-mode <mode>',
  summary: 'streams "provisioned" in shards or "on-demand" (default: provisioned)',
  group: PIPELINE,
};

const streamMode = field.oneOf(['provisioned', 'on-demand']).default('provisioned');

/** What shapes the pipeline: the same for its template, its deployment and a comparison of both. */
export const PIPELINE_FLAGS: readonly OptionSpec[] = [
  PROFILE_FLAG,
  SET_FLAG,
  {
    key: 'email',
    flags: '--email <address>',
    summary: 'address that alerts are mailed to; repeatable',
    group: PIPELINE,
    repeatable: true,
  },
  {
    key: 'webhook',
    flags: '--webhook <url>',
    summary: 'URL that alerts are posted to; repeatable',
    group: PIPELINE,
    repeatable: true,
  },
  STREAM_MODE_FLAG,
  {
    key: 'shards',
    flags: '--shards <n>',
    summary: 'shards of each stream (default: enough for the whole fleet unfiltered)',
    group: PIPELINE,
  },
];

export const SYNTH_FLAGS: readonly OptionSpec[] = [
  ...PIPELINE_FLAGS,
  {
    key: 'format',
    flags: '--format <format>',
    summary: 'yaml or json (default: yaml)',
    group: 'Output:',
  },
  {
    key: 'cdk',
    flags: '--cdk',
    summary: 'a CDK stack in TypeScript instead, by the optional package cdk-from-cfn',
    group: 'Output:',
  },
  {
    key: 'out',
    flags: '--out <file>',
    summary: 'write into a file instead of stdout',
    group: 'Output:',
    path: true,
  },
  CONFIG_FLAG,
  VERBOSE_FLAG,
];

const emails = field.custom('e-mail addresses', (value) =>
  listOf(value, (text) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)),
);

const webhooks = field.custom('http or https URLs', (value) =>
  listOf(value, (text) => /^https?:\/\//.test(text) && URL.canParse(text)),
);

function listOf(value: unknown, accepts: (text: string) => boolean): readonly string[] | undefined {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const texts = list.filter((one): one is string => typeof one === 'string' && accepts(one));
  return texts.length === list.length ? texts : undefined;
}

export const pipelineShape = {
  profile: field.profileName,
  set: field.assignments.default([]),
  email: emails.default([]),
  webhook: webhooks.default([]),
  streamMode,
  shards: field.integer({ min: 1, max: SHARDS_MAX }).optional(),
};

/** What the flags of the pipeline come to. */
export function pipelineOptions(raw: z.output<z.ZodObject<typeof pipelineShape>>) {
  const { profile, set, email: addresses, webhook: urls, streamMode: mode, shards } = raw;
  const common = { profile, set, emails: addresses, webhooks: urls, streamMode: mode };
  return { ...common, ...defined('shards', shards) };
}

export const synthSchema = z
  .strictObject({
    ...pipelineShape,
    format: field.oneOf(['yaml', 'json']).default('yaml'),
    cdk: field.flag.default(false),
    out: field.text.optional(),
    verbose: field.flag.default(false),
    config: field.text.optional(),
  })
  .transform((raw) => ({
    ...pipelineOptions(raw),
    format: raw.format,
    cdk: raw.cdk,
    verbose: raw.verbose,
    ...defined('out', raw.out),
  }));

export type SynthOptions = z.output<typeof synthSchema>;

/** Largest fleet that is worth a forecast. */
const DEVICES_MAX = 10_000_000;

export const COST_FLAGS: readonly OptionSpec[] = [
  PROFILE_FLAG,
  SET_FLAG,
  {
    key: 'devices',
    flags: '--devices <counts>',
    summary: 'sizes of the fleet, separated by commas (default: 100,10000)',
    group: PIPELINE,
  },
  STREAM_MODE_FLAG,
  {
    key: 'price',
    flags: '--price <name=usd>',
    summary: 'another price; repeatable; --json lists them all',
    group: 'Figures:',
    repeatable: true,
  },
  {
    key: 'assume',
    flags: '--assume <name=value>',
    summary: 'another assumption, such as alerts-per-device=2; repeatable',
    group: 'Figures:',
    repeatable: true,
  },
  {
    key: 'duration',
    flags: '--duration <time>',
    summary: 'simulated time in which traffic is measured (default: 3600 readings, 1h at least)',
    group: 'Figures:',
  },
  {
    key: 'seed',
    flags: '--seed <text>',
    summary: 'same seed, same figures (default: 1)',
    group: 'Figures:',
  },
  JSON_FLAG,
  CONFIG_FLAG,
  VERBOSE_FLAG,
];

const deviceCounts = field.custom(
  `whole numbers from 1 to ${DEVICES_MAX}, separated by commas`,
  (value) => {
    const counts = String(value).split(',').map(Number);
    const valid = counts.every((n) => Number.isInteger(n) && n >= 1 && n <= DEVICES_MAX);
    return valid ? counts : undefined;
  },
);

export const costSchema = z
  .strictObject({
    profile: field.profileName,
    set: field.assignments.default([]),
    devices: deviceCounts.default([100, 10_000]),
    streamMode,
    price: field.assignments.default([]),
    assume: field.assignments.default([]),
    duration: field.duration.optional(),
    seed: field.text.default('1'),
    json: field.flag.default(false),
    verbose: field.flag.default(false),
    config: field.text.optional(),
  })
  .transform(({ price, assume, duration, ...rest }) => ({
    ...rest,
    prices: price,
    assumptions: assume,
    ...defined('durationMs', duration),
  }));

export type CostOptions = z.output<typeof costSchema>;
