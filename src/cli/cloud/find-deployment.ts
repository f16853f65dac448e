import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { IoTClient } from '@aws-sdk/client-iot';
import type { S3Client } from '@aws-sdk/client-s3';
import { bucketExists, type BucketPlace } from '../../cloud/aws/deploy/artifact-bucket.ts';
import type { CloudFormationContext } from '../../cloud/aws/deploy/change-set.ts';
import {
  findStack,
  partsOfStack,
  stacksOfOurs,
  type DeployedStack,
  type StackPart,
} from '../../cloud/aws/deploy/deployed-stack.ts';
import type { IotContext } from '../../cloud/aws/iot-call.ts';
import { paceClient } from '../../cloud/aws/pacing.ts';
import { findFleet, type FleetOfOurs } from '../../cloud/aws/teardown/fleet-of-ours.ts';
import type { AwsSession } from './open-aws.ts';
import { artifactPlace } from './pipeline-on-aws.ts';

/** What there is of a stack and its devices, as the account tells it. */
export interface Deployment {
  readonly cloudFormation: CloudFormationContext;
  readonly iot: IotContext;
  readonly s3: S3Client;
  readonly fleet: FleetOfOurs;
  readonly policies: readonly string[];
  readonly stack: DeployedStack | undefined;
  readonly parts: readonly StackPart[];
  /** The artifact bucket, unless other stacks of ours have their code in it or there is none. */
  readonly artifacts: BucketPlace | undefined;
}

export async function findDeployment(
  aws: AwsSession,
  { stack: name, group }: { readonly stack: string; readonly group: string },
): Promise<Deployment> {
  const { clock, signal, random } = aws;
  const client = aws.client((config) => new CloudFormationClient(config));
  const iot = { iot: aws.client((config) => new IoTClient(config)), clock, random, signal };
  if (aws.real) paceClient(iot.iot, { clock, signal });
  const [stack, ours, bucket] = await Promise.all([
    findStack(client, name),
    stacksOfOurs(client),
    artifactPlace(aws),
  ]);
  const parts = stack === undefined ? [] : await partsOfStack(client, stack.id);
  const policies = policiesOf(name, parts);
  const others = ours.some((other) => other.name !== name);
  return {
    cloudFormation: { cloudFormation: client, clock, signal },
    iot,
    s3: bucket.s3,
    fleet: await findFleet(iot, { group, policies }),
    policies,
    stack,
    parts,
    artifacts: !others && (await bucketExists(bucket)) ? bucket : undefined,
  };
}

/** Those of the stack, and the one that it would have: provisioning makes it where there is no stack. */
function policiesOf(stack: string, parts: readonly StackPart[]): readonly string[] {
  const own = parts.filter(({ type, physicalId }) => type === POLICY && physicalId !== '');
  return [...new Set([`${stack}-device`, ...own.map(({ physicalId }) => physicalId)])];
}

const POLICY = 'AWS::IoT::Policy';

/** Buckets of the stack that are still there. */
export function bucketsOf({ parts }: Deployment): readonly string[] {
  return parts.flatMap(({ type, physicalId, status }) =>
    type === 'AWS::S3::Bucket' && physicalId !== '' && status !== 'DELETE_COMPLETE'
      ? [physicalId]
      : [],
  );
}
