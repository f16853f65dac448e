import { z } from 'zod';
import * as field from './fields.ts';
import type { OptionSpec } from './option-spec.ts';
import { defined } from './run-options.ts';

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

const DEVICES_MAX = 100_000;
const NAME = /^[a-z0-9][a-z0-9-]{0,62}$/u;

export interface InitOptions {
  readonly dir: string;
  readonly profile?: string;
  readonly name?: string;
  readonly count?: number;
  readonly edge?: boolean;
  /** True: what is not given takes its default. */
  readonly yes: boolean;
  readonly force: boolean;
}

/** The name of a fleet: lower-case letters, digits, hyphens. */
export const fleetName = field.custom('lower-case letters, digits and hyphens', (value) =>
  typeof value === 'string' && NAME.test(value.trim()) ? value.trim() : undefined,
);

export const fleetSize = field.integer({ min: 1, max: DEVICES_MAX });

export const initSchema = z
  .strictObject({
    dir: field.text.default('.'),
    profile: field.profileName.optional(),
    name: fleetName.optional(),
    count: fleetSize.optional(),
    edge: field.flag.optional(),
    yes: field.flag.default(false),
    force: field.flag.default(false),
    verbose: field.flag.default(false),
  })
  .transform(({ dir, yes, force, ...raw }): InitOptions => ({
    dir,
    yes,
    force,
    ...defined('profile', raw.profile),
    ...defined('name', raw.name),
    ...defined('count', raw.count),
    ...defined('edge', raw.edge),
  }));
