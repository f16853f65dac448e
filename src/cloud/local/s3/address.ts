import { AwsFault, type ServiceRequest } from '../service.ts';

/** What a request is about: a bucket, an object in one, or neither. */
export interface Address {
  readonly bucket: string | undefined;
  readonly key: string | undefined;
}

/** Bucket names that SDK clients put before the host's name (virtual-hosted style) or into the path. */
const VIRTUAL_HOST = /^(.+)\.(?:s3[.-]|s3$|localhost|127\.0\.0\.1)/u;

/** @throws AwsFault `InvalidURI` where the path is no percent-encoded UTF-8 */
export function addressOf({ path, headers }: Pick<ServiceRequest, 'path' | 'headers'>): Address {
  const host = (headers['host'] ?? '').replace(/:\d+$/u, '');
  const fromHost = VIRTUAL_HOST.exec(host)?.[1];
  const [, first = '', ...rest] = path.split('/');
  const bucket = fromHost ?? decoded(first);
  const key = fromHost === undefined ? rest.join('/') : [first, ...rest].join('/');
  return { bucket: bucket === '' ? undefined : bucket, key: key === '' ? undefined : decoded(key) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AwsFault('InvalidURI', "Couldn't parse the specified URI.");
  }
}

/** Bucket naming rules (Amazon S3 user guide, "General purpose bucket naming rules"), the main ones. */
const BUCKET = /^[a-z\d][a-z\d.-]{1,61}[a-z\d]$/u;

/** @throws AwsFault `InvalidBucketName` */
export function requireBucketName(name: string): string {
  if (BUCKET.test(name) && !/^\d+(\.\d+){3}$/u.test(name) && !name.includes('..')) return name;
  throw new AwsFault('InvalidBucketName', 'The specified bucket is not valid.');
}

/** Object keys are at most 1,024 bytes of UTF-8. */
const KEY_BYTES_MAX = 1_024;

/** @throws AwsFault `KeyTooLongError` */
export function requireKey(key: string): string {
  if (Buffer.byteLength(key) <= KEY_BYTES_MAX) return key;
  throw new AwsFault('KeyTooLongError', 'Your key is too long.');
}
