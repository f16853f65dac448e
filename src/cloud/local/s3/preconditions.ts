import { AwsFault, type ServiceRequest } from '../service.ts';
import type { StoredObject } from './bucket-store.ts';

type Headers = ServiceRequest['headers'];
type Version = Pick<StoredObject, 'etag' | 'lastModified'>;

/**
 * Refuses a write whose condition the object that is there does not meet (S3 user guide, "How to
 * prevent object overwrites with conditional writes").
 * @throws AwsFault `PreconditionFailed`, `NoSuchKey`
 */
export function requireWritable(headers: Headers, existing: Version | undefined): void {
  const { 'if-none-match': none, 'if-match': match } = headers;
  if (none !== undefined && existing !== undefined) throw preconditionFailed();
  if (match === undefined) return;
  if (existing === undefined) {
    throw new AwsFault('NoSuchKey', 'The specified key does not exist.', 404);
  }
  if (!names(match, existing)) throw preconditionFailed();
}

/**
 * Whether a reader who has an object already has this very one, and needs no other (S3 API
 * reference, GetObject; the order is that of RFC 9110 §13.2.2).
 * @throws AwsFault `PreconditionFailed`
 */
export function isUnchanged(headers: Headers, object: Version): boolean {
  const { 'if-match': match, 'if-none-match': none } = headers;
  const isChangedSince = (date: string): boolean => seconds(object.lastModified) > seconds(date);
  const { 'if-unmodified-since': unmodified, 'if-modified-since': modified } = headers;
  if (match !== undefined) {
    if (!names(match, object)) throw preconditionFailed();
  } else if (unmodified !== undefined && isChangedSince(unmodified)) throw preconditionFailed();
  if (none !== undefined) return names(none, object);
  return modified !== undefined && !isChangedSince(modified);
}

function names(condition: string, { etag }: Version): boolean {
  return (
    condition === '*' ||
    condition
      .replaceAll('"', '')
      .split(/\s*,\s*/u)
      .includes(etag)
  );
}

/** HTTP dates have whole seconds. */
function seconds(time: number | string): number {
  return Math.floor((typeof time === 'number' ? time : Date.parse(time)) / 1_000);
}

function preconditionFailed(): AwsFault {
  return new AwsFault(
    'PreconditionFailed',
    'At least one of the pre-conditions you specified did not hold',
    412,
  );
}
