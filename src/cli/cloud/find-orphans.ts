import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { IoTClient } from '@aws-sdk/client-iot';
import { SNSClient } from '@aws-sdk/client-sns';
import { partsOfStack, stacksOfOurs } from '../../cloud/aws/deploy/deployed-stack.ts';
import { paceClient } from '../../cloud/aws/pacing.ts';
import { alarmOrphans, dashboardOrphans } from '../../cloud/aws/teardown/orphans/alarm-orphans.ts';
import {
  bucketOrphans,
  streamOrphans,
  tableOrphans,
  topicOrphans,
} from '../../cloud/aws/teardown/orphans/data-orphans.ts';
import { iotOrphans } from '../../cloud/aws/teardown/orphans/iot-orphans.ts';
import type { Orphan } from '../../cloud/aws/teardown/orphans/orphan.ts';
import { kinesisClient } from './kinesis-client.ts';
import type { AwsSession } from './open-aws.ts';
import { artifactPlace } from './pipeline-on-aws.ts';

/** Everything of ours in the account and region that no stack of ours owns. */
export async function findOrphans(aws: AwsSession): Promise<readonly Orphan[]> {
  const { clock, signal, random, real } = aws;
  const cloudFormation = aws.client((config) => new CloudFormationClient(config));
  const stacks = await stacksOfOurs(cloudFormation);
  const owned = new Set<string>();
  for (const { id, name } of stacks) {
    // Provisioning makes the policy where it comes before the deployment.
    owned.add(`${name}-device`);
    for (const { physicalId } of await partsOfStack(cloudFormation, id)) owned.add(physicalId);
  }
  const { s3, bucket, account } = await artifactPlace(aws);
  // Code of stacks that stand: the bucket is no stack's, but theirs.
  if (stacks.length > 0) owned.add(bucket);
  const iot = aws.client((config) => new IoTClient(config));
  if (real) paceClient(iot, { clock, signal });
  const cloudWatch = aws.client((config) => new CloudWatchClient(config));
  const found = await Promise.all([
    iotOrphans({
      context: { iot, clock, random, signal },
      owned,
      stacks: stacks.map(({ name }) => name),
      tags: real,
    }),
    alarmOrphans(cloudWatch, owned),
    dashboardOrphans(cloudWatch, owned),
    streamOrphans(kinesisClient(aws), owned),
    tableOrphans(
      aws.client((config) => new DynamoDBClient(config)),
      owned,
    ),
    topicOrphans(
      aws.client((config) => new SNSClient(config)),
      owned,
    ),
    bucketOrphans(s3, { owned, region: account.region }),
  ]);
  return found.flat();
}
