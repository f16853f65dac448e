import { createHash } from 'node:crypto';
import { S3Client } from '@aws-sdk/client-s3';
import { STSClient } from '@aws-sdk/client-sts';
import {
  artifactBucketName,
  ensureArtifactBucket,
  uploadArtifact,
  type BucketPlace,
} from '../../cloud/aws/deploy/artifact-bucket.ts';
import { callerAccount } from '../../cloud/aws/deploy/caller-account.ts';
import type { ChangeSetRequest } from '../../cloud/aws/deploy/change-set.ts';
import type { CloudPackage } from '../compose/cloud-template.ts';
import type { AwsSession } from './open-aws.ts';

/** The artifact bucket of the account that is spoken to, whether it exists or not. */
export async function artifactPlace(aws: AwsSession): Promise<BucketPlace> {
  const account = await callerAccount(aws.client((config) => new STSClient(config)));
  const tls = aws.config.endpoint?.startsWith('http:') !== true;
  return { s3: s3Client(aws), account, bucket: artifactBucketName(account), tls };
}

/** Buckets have host names of their own at AWS alone. */
function s3Client(aws: AwsSession): S3Client {
  return aws.client((config) => new S3Client({ ...config, forcePathStyle: !aws.real }));
}

/** Longest template that goes with the request itself (CloudFormation quotas). */
const TEMPLATE_BYTES_MAX = 51_200;

export interface Uploaded {
  readonly template: ChangeSetRequest['template'];
  /** Keys of what was not there before. */
  readonly keys: readonly string[];
  readonly bucketMade: boolean;
}

/** Puts the code, and a long template, where CloudFormation finds it. */
export async function uploadPackage(
  place: BucketPlace,
  { template, bundles }: CloudPackage,
): Promise<Uploaded> {
  const bucketMade = await ensureArtifactBucket(place);
  const keys: string[] = [];
  const upload = async (key: string, content: Uint8Array): Promise<void> => {
    if (await uploadArtifact(place, { key, content })) keys.push(key);
  };
  for (const { key, zip } of bundles) await upload(key, zip);
  const body = JSON.stringify(template);
  if (Buffer.byteLength(body) <= TEMPLATE_BYTES_MAX)
    return { template: { body }, keys, bucketMade };
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 32);
  const key = `pm-sim/template-${hash}.json`;
  await upload(key, Buffer.from(body));
  return { template: { url: templateUrl(place, key) }, keys, bucketMade };
}

/** Partitions have domains of their own. */
function templateUrl({ bucket, account: { region, partition } }: BucketPlace, key: string): string {
  const domain = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  return `https://${bucket}.s3.${region}.${domain}/${key}`;
}

/**
 * Values of the template's parameters. The run that made the stack stays its run: a tag that changed
 * with every deployment would change every resource with it.
 */
export function stackParameters(
  bucket: string,
  runId: string,
): { readonly ArtifactBucket: string; readonly RunId: string } {
  return { ArtifactBucket: bucket, RunId: runId };
}
