import { CONFIG_FLAG, JSON_FLAG, VERBOSE_FLAG } from './common-flags.ts';
import type { OptionSpec } from './option-spec.ts';

const TARGET = 'Target:';
const FLEET = 'Fleet:';
const FILES = 'Files:';

/** Where the identities are kept, and how that is reached. */
export const TARGET_FLAGS: readonly OptionSpec[] = [
  {
    key: 'target',
    flags: '--target <where>',
    summary: 'local, the twin of a state folder (default), or aws, an account or any endpoint',
    group: TARGET,
  },
  {
    key: 'state',
    flags: '--state <dir>',
    summary: 'state folder of the twin (default: .pm-sim)',
    group: TARGET,
    path: true,
    fallback: '.pm-sim',
  },
  {
    key: 'awsProfile',
    flags: '--aws-profile <name>',
    summary: 'profile of the AWS configuration (default: AWS_PROFILE)',
    group: TARGET,
  },
  {
    key: 'region',
    flags: '--region <name>',
    summary: 'AWS region (default: AWS_REGION, or that of the profile)',
    group: TARGET,
  },
  {
    key: 'endpointUrl',
    flags: '--endpoint-url <url>',
    summary: 'of an AWS IoT elsewhere, such as a twin that runs (default: AWS_ENDPOINT_URL)',
    group: TARGET,
  },
];

export const GROUP_FLAG: OptionSpec = {
  key: 'group',
  flags: '--group <name>',
  summary: 'thing group of the fleet, by which it is found again (default: pm-sim)',
  group: FLEET,
};

export const POLICY_FLAG: OptionSpec = {
  key: 'policy',
  flags: '--policy <name>',
  summary: 'IoT policy of the devices (default: pm-sim-device)',
  group: FLEET,
};

export const ALL_FLAG: OptionSpec = {
  key: 'all',
  flags: '--all',
  summary: 'every device of the group',
  group: FLEET,
};

/** Names of new devices, when they are not given one by one. */
export const NAMING_FLAGS: readonly OptionSpec[] = [
  { key: 'count', flags: '-c, --count <n>', summary: 'number of devices', group: FLEET },
  {
    key: 'prefix',
    flags: '--prefix <text>',
    summary: 'names are prefix, dash and number: wt-001 (default: device)',
    group: FLEET,
  },
  {
    key: 'startNumber',
    flags: '-n, --start-number <n>',
    summary: 'number of the first device (default: 1)',
    group: FLEET,
  },
  {
    key: 'type',
    flags: '--type <name>',
    summary: 'thing type of new things (default: pm-sim-device)',
    group: FLEET,
  },
];

export const DAYS_FLAG: OptionSpec = {
  key: 'days',
  flags: '--days <n>',
  summary: "validity of the twin's certificates (default: 90); AWS decides by itself",
  group: FLEET,
};

export const CRL_DAYS_FLAG: OptionSpec = {
  key: 'days',
  flags: '--days <n>',
  summary: 'how long the list is good (default: 90); when it is over, verifiers trust nobody',
  group: FILES,
};

export const FILE_FLAGS: readonly OptionSpec[] = [
  {
    key: 'out',
    flags: '--out <dir>',
    summary: 'folder of the certificate files, one folder a device (default: certs)',
    group: FILES,
    path: true,
    fallback: 'certs',
  },
  {
    key: 'keyPassphraseFile',
    flags: '--key-passphrase-file <file>',
    summary: 'private keys are encrypted with its first line (or with PM_SIM_KEY_PASSPHRASE)',
    group: FILES,
    path: true,
  },
];

export const REPORT_FLAGS: readonly OptionSpec[] = [JSON_FLAG, CONFIG_FLAG, VERBOSE_FLAG];
