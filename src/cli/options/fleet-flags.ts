import { CONFIG_FLAG, VERBOSE_FLAG } from './common-flags.ts';
import type { OptionSpec } from './option-spec.ts';

const JOB = 'Job:';

/** Every setting of `pm-sim fleet manifest`. */
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
