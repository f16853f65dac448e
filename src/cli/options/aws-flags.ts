import type { OptionSpec } from './option-spec.ts';

const AWS = 'AWS:';

/** As whom and where AWS is spoken to. */
export const AWS_FLAGS: readonly OptionSpec[] = [
  {
    key: 'awsProfile',
    flags: '--aws-profile <name>',
    summary: 'profile of the AWS configuration (default: AWS_PROFILE)',
    group: AWS,
  },
  {
    key: 'region',
    flags: '--region <name>',
    summary: 'AWS region (default: AWS_REGION, or that of the profile)',
    group: AWS,
  },
  {
    key: 'endpointUrl',
    flags: '--endpoint-url <url>',
    summary: 'of another AWS, such as a mock of it (default: AWS_ENDPOINT_URL)',
    group: AWS,
  },
];

export const STACK_FLAG: OptionSpec = {
  key: 'stack',
  flags: '--stack <name>',
  summary: 'name of the stack; its parts are named after it (default: pm-sim)',
  group: AWS,
};

export const GROUP_FLAG: OptionSpec = {
  key: 'group',
  flags: '--group <name>',
  summary: 'thing group of its devices (default: the name of the stack)',
  group: AWS,
};

export const YES_FLAG: OptionSpec = {
  key: 'yes',
  flags: '--yes',
  summary: 'go on without asking',
  group: 'Output:',
};
