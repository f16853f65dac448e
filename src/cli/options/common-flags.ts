import type { OptionSpec } from './option-spec.ts';

const OUTPUT = 'Output:';

/** For commands that answer a question: the answer as JSON. */
export const JSON_FLAG: OptionSpec = {
  key: 'json',
  flags: '--json',
  summary: 'the answer as JSON',
  group: OUTPUT,
};

export const CONFIG_FLAG: OptionSpec = {
  key: 'config',
  flags: '--config <file>',
  summary: 'configuration file (default: the nearest pm-sim.config.yaml or .pm-simrc)',
  group: OUTPUT,
  path: true,
};

export const VERBOSE_FLAG: OptionSpec = {
  key: 'verbose',
  flags: '--verbose',
  summary: 'causes and stacks of errors',
  group: OUTPUT,
};

export const STATE_FLAG: OptionSpec = {
  key: 'state',
  flags: '--state <dir>',
  summary: 'state folder of the runs (default: .pm-sim)',
  group: 'Input:',
  path: true,
  fallback: '.pm-sim',
};

export const SET_FLAG: OptionSpec = {
  key: 'set',
  flags: '--set <path=value>',
  summary: 'change any value of the profile; repeatable',
  group: 'Input:',
  repeatable: true,
};
