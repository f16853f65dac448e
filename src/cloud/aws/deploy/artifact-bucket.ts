import {
  CreateBucketCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  type BucketLocationConstraint,
  type S3Client,
} from '@aws-sdk/client-s3';
import { PmSimError } from '../../../runtime/errors.ts';
import type { AccountPlace } from '../fleet-resources.ts';
import { PROJECT_TAG } from './tags.ts';

/** A bucket in an account; every call names the account, so that nobody else's bucket is taken for it. */
export interface BucketPlace {
  readonly s3: S3Client;
  readonly account: AccountPlace;
  readonly bucket: string;
  /** Whether it is reached by TLS; a bucket for TLS only at an endpoint without it could not be used. */
  readonly tls: boolean;
}

/** One an account and region: stacks share it, since keys are hashes of what they hold. */
export function artifactBucketName({ accountId, region }: AccountPlace): string {
  return `pm-sim-artifacts-${accountId}-${region}`;
}

/**
 * Makes the bucket if it is missing, and sets it up again in any case, which mends one that was half
 * made: no public access, encrypted, TLS only (S3 user guide, "Security best practices").
 * @returns whether it was made now
 */
export async function ensureArtifactBucket(place: BucketPlace): Promise<boolean> {
  const made = !(await bucketExists(place));
  if (made) await createBucket(place);
  const { s3, bucket, account, tls } = place;
  const common = { Bucket: bucket, ExpectedBucketOwner: account.accountId };
  await s3.send(
    new PutPublicAccessBlockCommand({
      ...common,
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        IgnorePublicAcls: true,
        BlockPublicPolicy: true,
        RestrictPublicBuckets: true,
      },
    }),
  );
  const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' as const } }];
  await s3.send(
    new PutBucketEncryptionCommand({ ...common, ServerSideEncryptionConfiguration: { Rules } }),
  );
  if (tls) {
    await s3.send(new PutBucketPolicyCommand({ ...common, Policy: tlsOnlyPolicy(place) }));
  }
  await s3.send(new PutBucketTaggingCommand({ ...common, Tagging: { TagSet: [PROJECT_TAG] } }));
  return made;
}

/** Puts an object unless it is there: keys are hashes, so what is there is the same. */
export async function uploadArtifact(
  { s3, account, bucket }: BucketPlace,
  { key, content }: { readonly key: string; readonly content: Uint8Array },
): Promise<boolean> {
  const at = { Bucket: bucket, Key: key, ExpectedBucketOwner: account.accountId };
  if (await isThere(() => s3.send(new HeadObjectCommand(at)))) return false;
  await s3.send(new PutObjectCommand({ ...at, Body: content }));
  return true;
}

/** @throws PmSimError `cloud/bucket-taken` when somebody else has a bucket of the name */
export async function bucketExists({ s3, bucket, account }: BucketPlace): Promise<boolean> {
  const head = new HeadBucketCommand({ Bucket: bucket, ExpectedBucketOwner: account.accountId });
  try {
    return await isThere(() => s3.send(head));
  } catch (error) {
    if (statusOf(error) !== 403) throw error;
    throw new PmSimError(
      'cloud/bucket-taken',
      `The bucket ${bucket} is not accessible: it belongs to another account, or permission is missing.`,
      {
        kind: 'connection',
        hint: 'Give s3:ListBucket, or deploy in another region.',
        cause: error,
      },
    );
  }
}

/** us-east-1 alone must not be named as a place (S3 API reference, CreateBucket). */
async function createBucket({ s3, bucket, account: { region } }: BucketPlace): Promise<void> {
  const LocationConstraint = region as BucketLocationConstraint;
  const place = region === 'us-east-1' ? {} : { CreateBucketConfiguration: { LocationConstraint } };
  await s3.send(new CreateBucketCommand({ Bucket: bucket, ...place }));
}

function tlsOnlyPolicy({ bucket, account: { partition } }: BucketPlace): string {
  const arn = `arn:${partition}:s3:::${bucket}`;
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'TlsOnly',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [arn, `${arn}/*`],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  });
}

async function isThere(look: () => Promise<unknown>): Promise<boolean> {
  try {
    await look();
    return true;
  } catch (error) {
    if (statusOf(error) === 404) return false;
    throw error;
  }
}

function statusOf(error: unknown): number | undefined {
  const { $metadata } = error as { readonly $metadata?: { readonly httpStatusCode?: number } };
  return $metadata?.httpStatusCode;
}
