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

const CLAIM = 'Provisioning by claim:';

/** Has devices provisioned over MQTT, as devices do it. */
export const CLAIM_FLAGS: readonly OptionSpec[] = [
  {
    key: 'claim',
    flags: '--claim <dir>',
    summary: 'folder of the claim certificate and its key; needs no AWS credentials',
    group: CLAIM,
    path: true,
  },
  {
    key: 'template',
    flags: '--template <name>',
    summary: 'provisioning template that the claim is for',
    group: CLAIM,
  },
  {
    key: 'parameter',
    flags: '--parameter <name=value>',
    summary: 'of the template; {name} is the device (default: ThingName={name}); repeatable',
    group: CLAIM,
    repeatable: true,
  },
  {
    key: 'endpoint',
    flags: '--endpoint <host[:port]>',
    summary: 'MQTT endpoint; with --target local only for a twin that runs',
    group: CLAIM,
  },
  {
    key: 'ca',
    flags: '--ca <file>',
    summary: "authority of the endpoint's certificate (default: public ones; the twin's)",
    group: CLAIM,
    path: true,
  },
];

/** Lets devices ask for temporary AWS credentials. */
export const ROLE_FLAGS: readonly OptionSpec[] = [
  {
    key: 'roleAlias',
    flags: '--role-alias <name>',
    summary: 'devices may have the credentials of a role under this name (with --role-arn)',
    group: FLEET,
  },
  { key: 'roleArn', flags: '--role-arn <arn>', summary: 'IAM role of the alias', group: FLEET },
];

/** For `provision rotate`. */
export const JOB_FLAGS: readonly OptionSpec[] = [
  {
    key: 'job',
    flags: '--job <template>',
    summary: 'have devices that run do it themselves, by that provisioning template',
    group: FLEET,
  },
  {
    key: 'wait',
    flags: '--wait <duration>',
    summary: 'how long a device has for its job (default: 5m)',
    group: FLEET,
  },
];

/** For `provision claim`. */
export const TEMPLATE_FLAGS: readonly OptionSpec[] = [
  {
    key: 'roleArn',
    flags: '--role-arn <arn>',
    summary: 'IAM role with which AWS IoT provisions (AWS only; AWSIoTThingsRegistration)',
    group: CLAIM,
  },
  {
    key: 'rotation',
    flags: '--rotation',
    summary: 'devices may replace their certificates by the template',
    group: CLAIM,
  },
  {
    key: 'type',
    flags: '--type <name>',
    summary: 'thing type of new things (default: pm-sim-device)',
    group: FLEET,
  },
];

/** Folder of claims, apart from the devices'. */
export const CLAIM_FILE_FLAGS: readonly OptionSpec[] = [
  {
    key: 'out',
    flags: '--out <dir>',
    summary: 'folder of the claim files, one folder a template (default: claims)',
    group: FILES,
    path: true,
    fallback: 'claims',
  },
  ...FILE_FLAGS.filter(({ key }) => key !== 'out'),
];

export const REPORT_FLAGS: readonly OptionSpec[] = [JSON_FLAG, CONFIG_FLAG, VERBOSE_FLAG];
