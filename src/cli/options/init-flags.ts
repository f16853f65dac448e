import type { OptionSpec } from './option-spec.ts';

const PROJECT = 'Project:';

/** Every setting of `pm-sim init`. */
export const INIT_FLAGS: readonly OptionSpec[] = [
  {
    key: 'profile',
    flags: '--profile <name>',
    summary: 'the fleet to begin with; `pm-sim ls` lists them (default: wind-farm)',
    group: PROJECT,
  },
  {
    key: 'name',
    flags: '--name <name>',
    summary: 'what your fleet is called (default: my- and the profile)',
    group: PROJECT,
  },
  {
    key: 'count',
    flags: '-c, --count <n>',
    summary: 'number of devices (default: what the profile says)',
    group: PROJECT,
  },
  {
    key: 'edge',
    flags: '--edge',
    summary: 'also a file for an edge agent on real machines',
    group: PROJECT,
  },
  { key: 'yes', flags: '-y, --yes', summary: 'ask nothing', group: PROJECT },
  {
    key: 'force',
    flags: '--force',
    summary: 'replace files that are there already',
    group: PROJECT,
  },
  {
    key: 'verbose',
    flags: '--verbose',
    summary: 'causes and stacks of errors',
    group: 'Output:',
  },
];
