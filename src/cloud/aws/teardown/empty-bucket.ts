import {
  DeleteBucketCommand,
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  type ObjectIdentifier,
  type S3Client,
} from '@aws-sdk/client-s3';
import { PmSimError } from '../../../runtime/errors.ts';

/** Versions that one listing gives and one request deletes (S3 API reference, DeleteObjects). */
const PER_REQUEST_MAX = 1_000;

/**
 * Deletes every object with all its versions and the marks of deleted ones: a bucket that keeps
 * versions is not empty before (S3 user guide, "Emptying a bucket"). What was deleted is in no later
 * listing, so each begins at the beginning.
 * @returns how many there were
 * @throws PmSimError `cloud/not-emptied`
 */
export async function emptyBucket(s3: S3Client, bucket: string): Promise<number> {
  for (let count = 0; ;) {
    const page = await s3.send(
      new ListObjectVersionsCommand({ Bucket: bucket, MaxKeys: PER_REQUEST_MAX }),
    );
    const objects = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map(
      ({ Key, VersionId }): ObjectIdentifier => ({
        Key,
        ...(VersionId === undefined ? {} : { VersionId }),
      }),
    );
    if (objects.length === 0) return count;
    await deleteObjects(s3, bucket, objects);
    count += objects.length;
  }
}

/** Empties a bucket and deletes it; nothing when there is none. */
export async function removeBucket(s3: S3Client, bucket: string): Promise<number | undefined> {
  try {
    const count = await emptyBucket(s3, bucket);
    await s3.send(new DeleteBucketCommand({ Bucket: bucket }));
    return count;
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchBucket') return undefined;
    throw error;
  }
}

async function deleteObjects(
  s3: S3Client,
  bucket: string,
  objects: readonly ObjectIdentifier[],
): Promise<void> {
  const { Errors: [first] = [] } = await s3.send(
    new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: [...objects], Quiet: true } }),
  );
  if (first === undefined) return;
  throw new PmSimError(
    'cloud/not-emptied',
    `The bucket ${bucket} keeps ${first.Key ?? 'an object'}: ${first.Message ?? first.Code ?? 'no reason given'}.`,
    { kind: 'system', hint: 'Look for object locks and bucket policies.' },
  );
}
