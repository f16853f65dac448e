import { join } from 'node:path';
import type { Clock } from '../../../runtime/clock.ts';
import type { Log } from '../../../runtime/log.ts';
import {
  AwsFault,
  escapeXml,
  textOf,
  type AwsService,
  type ServiceRequest,
  type ServiceResponse,
} from '../service.ts';
import { addressOf, requireBucketName } from './address.ts';
import { contentOf } from './aws-chunked.ts';
import { openBuckets } from './buckets.ts';
import { listObjects } from './list-objects.ts';
import { createUploads, type Uploads } from './multipart.ts';
import { requireWritable } from './preconditions.ts';
import {
  copyObject,
  deleteObject,
  deleteObjects,
  describedBy,
  getObject,
  putObject,
  xml,
  type Created,
  type ObjectOptions,
  type ObjectRequest,
} from './object-operations.ts';

export interface S3Options {
  readonly stateDir: string;
  readonly region: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Told of every object that was put, after it is on disk. */
  readonly onCreated: (created: Created) => void;
}

/** The twin's S3: buckets as folders, objects as files. */
export interface S3 extends AwsService, AsyncDisposable {
  ensureBucket(name: string): void;
  /** Removes the bucket's objects that were last written before the instant, ms since the epoch. */
  removeBefore(bucket: string, instant: number): void;
}

/** Sub-resources of the API that the twin does not have: refused by name, never half done. */
const REFUSED = [
  'acl', 'cors', 'encryption', 'lifecycle', 'logging', 'notification', 'object-lock', 'policy',
  'publicAccessBlock', 'replication', 'tagging', 'versioning', 'versions', 'website', 'torrent',
] as const; // prettier-ignore

export function createS3({ stateDir, region, clock, log, onCreated }: S3Options): S3 {
  const buckets = openBuckets(join(stateDir, 's3'), log);
  const service = { buckets, uploads: createUploads(), now: () => clock.now(), onCreated, region };
  return {
    name: 's3',
    ensureBucket: (name) => void buckets.ensure(requireBucketName(name)),
    removeBefore(bucket, instant) {
      const store = buckets.get(bucket);
      const old = store.keys().filter((key) => (store.get(key)?.lastModified ?? instant) < instant);
      for (const key of old) store.delete(key);
    },
    async handle(request) {
      try {
        return answer(service, request);
      } catch (error) {
        if (!(error instanceof AwsFault)) throw error;
        return faultOf(error, request);
      }
    },
    [Symbol.asyncDispose]() {
      buckets.close();
      return Promise.resolve();
    },
  };
}

interface Service extends ObjectOptions {
  readonly uploads: Uploads;
  readonly region: string;
}

function answer(service: Service, request: ServiceRequest): ServiceResponse {
  const { bucket, key } = addressOf(request);
  const params = new URLSearchParams(request.query);
  const refused = REFUSED.find((name) => params.has(name));
  if (refused !== undefined) throw notModelled(`${request.method} ?${refused}`);
  if (bucket === undefined) return listBuckets(service, request);
  if (key === undefined) return onBucket(service, bucket, { request, params });
  return onObject(service, { request, bucket, key }, params);
}

function listBuckets({ buckets }: Service, { method }: ServiceRequest): ServiceResponse {
  if (method !== 'GET') throw notModelled(`${method} /`);
  const each = buckets.list().map(({ name, created }) => {
    return { Name: name, CreationDate: new Date(created).toISOString() };
  });
  return xml('ListAllMyBucketsResult', { Owner: { ID: 'local' }, Buckets: { Bucket: each } });
}

interface BucketRequest {
  readonly request: ServiceRequest;
  readonly params: URLSearchParams;
}

function onBucket(
  service: Service,
  bucket: string,
  { request, params }: BucketRequest,
): ServiceResponse {
  const { buckets, region } = service;
  switch (request.method) {
    case 'PUT':
      if (!buckets.ensure(requireBucketName(bucket))) throw ownedAlready(region);
      return { status: 200, headers: { location: `/${bucket}` }, body: '' };
    case 'DELETE':
      buckets.remove(bucket);
      return { status: 204, headers: {}, body: '' };
    case 'HEAD':
      buckets.get(bucket);
      return { status: 200, headers: { 'x-amz-bucket-region': region }, body: '' };
    case 'POST':
      if (params.has('delete')) return deleteObjects(service, bucket, request);
      break;
    case 'GET': {
      const store = buckets.get(bucket);
      if (params.has('location')) return xml('LocationConstraint', {});
      const headers = { 'content-type': 'application/xml' };
      return { status: 200, headers, body: listObjects(bucket, store, request) };
    }
    default:
  }
  throw notModelled(`${request.method} on a bucket`);
}

function onObject(
  service: Service,
  object: ObjectRequest,
  params: URLSearchParams,
): ServiceResponse {
  const { request } = object;
  const uploadId = params.get('uploadId');
  if (params.has('uploads') || uploadId !== null) return onUpload(service, object, params);
  switch (request.method) {
    case 'PUT':
      return request.headers['x-amz-copy-source'] === undefined
        ? putObject(service, object)
        : copyObject(service, object);
    case 'GET':
    case 'HEAD':
      return getObject(service, object);
    case 'DELETE':
      return deleteObject(service, object);
    default:
      throw notModelled(`${request.method} on an object`);
  }
}

function onUpload(
  service: Service,
  object: ObjectRequest,
  params: URLSearchParams,
): ServiceResponse {
  const { uploads } = service;
  const { request, bucket, key } = object;
  const id = params.get('uploadId') ?? '';
  switch (request.method) {
    case 'POST': {
      if (id !== '') {
        requireWritable(request.headers, service.buckets.get(bucket).get(key));
        return completeUpload(service, id, request);
      }
      service.buckets.get(bucket);
      const UploadId = uploads.begin({ bucket, key, ...describedBy(request.headers) });
      return xml('InitiateMultipartUploadResult', { Bucket: bucket, Key: key, UploadId });
    }
    case 'PUT': {
      const etag = uploads.addPart(id, Number(params.get('partNumber')), contentOf(request));
      return { status: 200, headers: { etag: `"${etag}"` }, body: '' };
    }
    case 'DELETE':
      uploads.abort(id);
      return { status: 204, headers: {}, body: '' };
    default:
      throw notModelled(`${request.method} on an upload`);
  }
}

function completeUpload(service: Service, id: string, request: ServiceRequest): ServiceResponse {
  const { buckets, uploads, now, onCreated } = service;
  const finished = uploads.complete(id, textOf(contentOf(request)));
  const { bucket, key } = finished;
  const { size, etag } = buckets.get(bucket).put(key, { ...finished, now: now() });
  onCreated({ bucket, key, size, etag, event: 'ObjectCreated:CompleteMultipartUpload' });
  return xml('CompleteMultipartUploadResult', { Bucket: bucket, Key: key, ETag: `"${etag}"` });
}

function ownedAlready(region: string): AwsFault {
  return new AwsFault(
    'BucketAlreadyOwnedByYou',
    `Your previous request to create the named bucket succeeded and you already own it (region ${region}).`,
    409,
  );
}

function notModelled(what: string): AwsFault {
  return new AwsFault(
    'NotImplemented',
    `The local twin does not model s3 ${what}. Run it against AWS, or leave it out.`,
    501,
  );
}

/** S3's own form of a fault; an answer to HEAD has no body. */
function faultOf(fault: AwsFault, { method, path }: ServiceRequest): ServiceResponse {
  const body =
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${escapeXml(fault.code)}</Code>` +
    `<Message>${escapeXml(fault.message)}</Message><Resource>${escapeXml(path)}</Resource></Error>`;
  const headers = { 'content-type': 'application/xml' };
  return { status: fault.status, headers, body: method === 'HEAD' ? '' : body };
}
