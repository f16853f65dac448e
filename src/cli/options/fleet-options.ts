import { z } from 'zod';
import * as field from './fields.ts';
import { CONFIG_FLAG, VERBOSE_FLAG } from './common-flags.ts';
import type { OptionSpec } from './option-spec.ts';

const JOB = 'Job:';
const SHARDS_MAX = 10_000;

export const FLEET_MANIFEST_FLAGS: readonly OptionSpec[] = [
  {
    key: 'for',
    flags: '--for <platform>',
    summary: 'kubernetes (an indexed Job), batch (an array job) or ecs (a task definition)',
    group: JOB,
  },
  { key: 'shards', flags: '--shards <n>', summary: 'parts, each on a machine', group: JOB },
  { key: 'image', flags: '--image <image>', summary: 'container image with pm-sim', group: JOB },
  {
    key: 'name',
    flags: '--name <name>',
    summary: 'name of the job (default: pm-sim-fleet)',
    group: JOB,
  },
  { key: 'cpus', flags: '--cpus <n>', summary: 'processors of a part (default: 1)', group: JOB },
  {
    key: 'memory',
    flags: '--memory <mib>',
    summary: 'memory of a part, MiB (default: 2048)',
    group: JOB,
  },
  {
    key: 'claim',
    flags: '--claim <name>',
    summary: 'kubernetes: volume claim that keeps the reports',
    group: JOB,
  },
  {
    key: 'roleArn',
    flags: '--role-arn <arn>',
    summary: 'batch, ecs: execution role that pulls the image and writes the logs',
    group: JOB,
  },
  CONFIG_FLAG,
  VERBOSE_FLAG,
];

const label = field.custom('lower-case letters, digits and hyphens, 63 at most', (value) =>
  typeof value === 'string' && /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(value)
    ? value
    : undefined,
);

export const fleetManifestSchema = z.strictObject({
  for: field.oneOf(['kubernetes', 'batch', 'ecs']).default('kubernetes'),
  shards: field.integer({ min: 1, max: SHARDS_MAX }),
  image: field.text,
  name: label.default('pm-sim-fleet'),
  cpus: field.integer({ min: 1, max: 16 }).default(1),
  memory: field.integer({ min: 512, max: 122_880 }).default(2_048),
  claim: label.optional(),
  roleArn: field.text.default('YOUR-EXECUTION-ROLE-ARN'),
  run: field.textList,
  verbose: field.flag.default(false),
  config: field.text.optional(),
});
export type FleetManifestOptions = z.output<typeof fleetManifestSchema>;
