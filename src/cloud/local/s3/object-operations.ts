import { AwsFault, textOf, type ServiceRequest, type ServiceResponse } from '../service.ts';
import { addressOf, requireKey } from './address.ts';
import { contentOf } from './aws-chunked.ts';
import type { BucketStore, StoredObject } from './bucket-store.ts';
import type { Buckets } from './buckets.ts';
import { isUnchanged, requireWritable } from './preconditions.ts';
import { s3Document, textsOf } from './xml.ts';

/** An object that was put, for whoever is to be told of it. */
export interface Created {
  readonly bucket: string;
  readonly key: string;
  readonly size: number;
  readonly etag: string;
  readonly event:
    | 'ObjectCreated:Put'
    | 'ObjectCreated:Copy'
    | 'ObjectCreated:CompleteMultipartUpload';
}

export interface ObjectOptions {
  readonly buckets: Buckets;
  /** Wall time, ms since the epoch. */
  readonly now: () => number;
  readonly onCreated: (created: Created) => void;
}

/** A request on one object, its address settled. */
export interface ObjectRequest {
  readonly request: ServiceRequest;
  readonly bucket: string;
  readonly key: string;
}

export function putObject(
  options: ObjectOptions,
  { request, bucket, key }: ObjectRequest,
): ServiceResponse {
  const { buckets, now, onCreated } = options;
  const store = buckets.get(bucket);
  requireWritable(request.headers, store.get(key));
  const stored = store.put(requireKey(key), {
    body: contentOf(request),
    ...describedBy(request.headers),
    now: now(),
  });
  onCreated({ bucket, key, size: stored.size, etag: stored.etag, event: 'ObjectCreated:Put' });
  return { status: 200, headers: { etag: `"${stored.etag}"` }, body: '' };
}

export function copyObject(
  options: ObjectOptions,
  { request, bucket, key }: ObjectRequest,
): ServiceResponse {
  const { buckets, now, onCreated } = options;
  const path = (request.headers['x-amz-copy-source'] ?? '').replace(/\?.*$/u, '');
  const source = addressOf({ path: path.startsWith('/') ? path : `/${path}`, headers: {} });
  const from = buckets.get(source.bucket ?? '');
  const object = existing(from, source.key ?? '');
  const replaced = request.headers['x-amz-metadata-directive'] === 'REPLACE';
  const stored = buckets.get(bucket).put(requireKey(key), {
    body: from.read(object),
    ...(replaced ? describedBy(request.headers) : object),
    now: now(),
  });
  onCreated({ bucket, key, size: stored.size, etag: stored.etag, event: 'ObjectCreated:Copy' });
  return xml('CopyObjectResult', {
    ETag: `"${stored.etag}"`,
    LastModified: new Date(stored.lastModified).toISOString(),
  });
}

/** GetObject and HeadObject, whole or a range of bytes (RFC 9110 §14.2). */
export function getObject(
  { buckets }: ObjectOptions,
  { request, bucket, key }: ObjectRequest,
): ServiceResponse {
  const store = buckets.get(bucket);
  const object = existing(store, key);
  if (isUnchanged(request.headers, object)) {
    return { status: 304, headers: headersOf(object), body: '' };
  }
  const { range } = request.headers;
  const part = range === undefined ? undefined : rangeOf(range, object.size);
  const head = request.method === 'HEAD';
  const bytes = head ? new Uint8Array() : store.read(object);
  const headers = {
    ...headersOf(object),
    ...(head ? { 'content-length': String(object.size) } : {}),
    ...(part === undefined
      ? {}
      : { 'content-range': `bytes ${part.from}-${part.to}/${object.size}` }),
  };
  if (head) return { status: 200, headers, body: bytes };
  const content = part === undefined ? bytes : bytes.subarray(part.from, part.to + 1);
  return { status: part === undefined ? 200 : 206, headers, body: content, isContent: true };
}

export function deleteObject(
  { buckets }: ObjectOptions,
  { bucket, key }: ObjectRequest,
): ServiceResponse {
  buckets.get(bucket).delete(key);
  return { status: 204, headers: {}, body: '' };
}

/** Keys of one DeleteObjects at most. */
const DELETED_MAX = 1_000;

export function deleteObjects(
  { buckets }: ObjectOptions,
  bucket: string,
  request: ServiceRequest,
): ServiceResponse {
  const store = buckets.get(bucket);
  const document = textOf(contentOf(request));
  const keys = textsOf(document, 'Key');
  if (keys.length === 0 || keys.length > DELETED_MAX) {
    throw new AwsFault(
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
    );
  }
  for (const key of keys) store.delete(key);
  const quiet = textsOf(document, 'Quiet')[0] === 'true';
  return xml('DeleteResult', quiet ? {} : { Deleted: keys.map((Key) => ({ Key })) });
}

function existing(store: BucketStore, key: string): StoredObject {
  const object = store.get(key);
  if (object !== undefined) return object;
  throw new AwsFault('NoSuchKey', 'The specified key does not exist.', 404);
}

/** What the headers say of an object that is being put. */
export function describedBy(headers: ServiceRequest['headers']) {
  const metadata = Object.entries(headers)
    .filter(([name]) => name.startsWith(META))
    .map(([name, value]) => [name.slice(META.length), value] as const);
  return {
    contentType: headers['content-type'] ?? 'binary/octet-stream',
    metadata: Object.fromEntries(metadata),
  };
}

const META = 'x-amz-meta-';

function headersOf({
  etag,
  lastModified,
  contentType,
  metadata,
}: StoredObject): Record<string, string> {
  const meta = Object.entries(metadata).map(([name, value]) => [`${META}${name}`, value] as const);
  return {
    etag: `"${etag}"`,
    'last-modified': new Date(lastModified).toUTCString(),
    'content-type': contentType,
    'accept-ranges': 'bytes',
    ...Object.fromEntries(meta),
  };
}

function rangeOf(
  range: string,
  size: number,
): { readonly from: number; readonly to: number } | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/u.exec(range) ?? [];
  if (first === '' && last === '') return undefined;
  const from = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const to = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (from <= to && from < size) return { from, to };
  throw new AwsFault('InvalidRange', 'The requested range is not satisfiable', 416);
}

/** A document of the API as an answer. */
export function xml(root: string, content: Parameters<typeof s3Document>[1]): ServiceResponse {
  const headers = { 'content-type': 'application/xml' };
  return { status: 200, headers, body: s3Document(root, content) };
}
