import { CONFIG_FLAG, JSON_FLAG, SET_FLAG, VERBOSE_FLAG } from './common-flags.ts';
import type { OptionSpec } from './option-spec.ts';

const PIPELINE = 'Pipeline:';

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
