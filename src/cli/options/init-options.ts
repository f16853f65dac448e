import { z } from 'zod';
import * as field from './fields.ts';
import { defined } from './run-options.ts';

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
