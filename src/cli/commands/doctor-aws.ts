import { formatDuration } from '../../runtime/duration.ts';
import { messageOf } from '../../runtime/errors.ts';
import { failed, passed, type CheckResult } from './doctor-checks.ts';

/** How AWS is reached; what is absent the SDK finds as the AWS CLI does. */
export interface AwsToCheck {
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  readonly endpoint?: string | undefined;
}

/** Reads that change nothing, one for each service that a deployment talks to. */
interface Probe {
  readonly service: string;
  /** The IAM action that the read needs. */
  readonly action: string;
  readonly read: (config: AwsToCheck) => Promise<unknown>;
}

const PROBES: readonly Probe[] = [
  {
    service: 'iot',
    action: 'iot:DescribeEndpoint',
    read: async (config) => {
      const { IoTClient, DescribeEndpointCommand } = await import('@aws-sdk/client-iot');
      const command = new DescribeEndpointCommand({ endpointType: 'iot:Data-ATS' });
      return await new IoTClient(given(config)).send(command);
    },
  },
  {
    service: 'cloudformation',
    action: 'cloudformation:ListStacks',
    read: async (config) => {
      const sdk = await import('@aws-sdk/client-cloudformation');
      return await new sdk.CloudFormationClient(given(config)).send(new sdk.ListStacksCommand({}));
    },
  },
  {
    service: 'kinesis',
    action: 'kinesis:ListStreams',
    read: async (config) => {
      const [{ KinesisClient, ListStreamsCommand }, { STSClient }] = await Promise.all([
        import('@aws-sdk/client-kinesis'),
        import('@aws-sdk/client-sts'),
      ]);
      // Kinesis clients speak HTTP/2, which an endpoint without TLS does not: others' HTTP/1.1 does.
      const { requestHandler } = new STSClient(given(config)).config;
      const kinesis = new KinesisClient({ ...given(config), requestHandler });
      return await kinesis.send(new ListStreamsCommand({ Limit: 1 }));
    },
  },
  {
    service: 'dynamodb',
    action: 'dynamodb:ListTables',
    read: async (config) => {
      const { DynamoDBClient, ListTablesCommand } = await import('@aws-sdk/client-dynamodb');
      return await new DynamoDBClient(given(config)).send(new ListTablesCommand({ Limit: 1 }));
    },
  },
  {
    service: 's3',
    action: 's3:ListAllMyBuckets',
    read: async (config) => {
      const { S3Client, ListBucketsCommand } = await import('@aws-sdk/client-s3');
      return await new S3Client(given(config)).send(new ListBucketsCommand({}));
    },
  },
];

/** Who one is on AWS, whether the clocks agree, and whether each service lets itself be read. */
export async function checkAws(config: AwsToCheck): Promise<readonly CheckResult[]> {
  const { STSClient, GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
  const sts = new STSClient(given(config));
  try {
    const { Arn } = await sts.send(new GetCallerIdentityCommand({}));
    const results = [passed('aws', `credentials of ${Arn}`), skew(sts.config.systemClockOffset)];
    for (const probe of PROBES) results.push(await tried(probe, config));
    return results;
  } catch (error) {
    return [failed('aws', `no usable credentials: ${text(error)}`, CREDENTIALS_FIX)];
  } finally {
    sts.destroy();
  }
}

const CREDENTIALS_FIX =
  'Log in as for the AWS CLI (`aws sts get-caller-identity` tests it), or give --aws-profile and --region.';

/** A signature of AWS counts for five minutes (Signature Version 4). */
const SKEW_MS_MAX = 300_000;

/** The SDK notes how far AWS's clock is from ours. */
function skew(offsetMs: number): CheckResult {
  if (Math.abs(offsetMs) < SKEW_MS_MAX) return passed('aws-clock', 'agrees with that of AWS');
  return failed(
    'aws-clock',
    `differs from that of AWS by ${formatDuration(Math.abs(offsetMs))}`,
    'Set the clock, e.g. `sudo timedatectl set-ntp true`: signatures and certificates depend on it.',
  );
}

async function tried({ service, action, read }: Probe, config: AwsToCheck): Promise<CheckResult> {
  try {
    await read(config);
    return passed(service, `${action} is allowed`);
  } catch (error) {
    return failed(service, `${action}: ${text(error)}`, `Let the role or user do ${action}.`);
  }
}

function given({ region, profile, endpoint }: AwsToCheck) {
  return {
    // A question for the doctor needs an answer now.
    maxAttempts: 1,
    ...(region === undefined ? {} : { region }),
    ...(profile === undefined ? {} : { profile }),
    ...(endpoint === undefined ? {} : { endpoint }),
  };
}

function text(error: unknown): string {
  const said = messageOf(error).replace(/[.\s]+$/u, '');
  return said === '' && error instanceof Error ? error.name : said;
}
