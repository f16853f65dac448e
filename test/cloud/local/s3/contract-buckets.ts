import { randomUUID } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { refusalOf } from '../contract/contract.ts';
import { createBucket, NO_SUCH_BUCKET, type Case } from './contract-objects.ts';

const Key = 'model.bin';

export const BUCKET_CASES: readonly Case[] = [
  {
    title: 'makes, finds, lists and deletes a bucket',
    check: async (client) => {
      const Bucket = await createBucket(client);
      const head = await client.send(new HeadBucketCommand({ Bucket }));
      expect(head.BucketRegion).toBe('eu-west-1');
      const { Buckets } = await client.send(new ListBucketsCommand({}));
      expect(Buckets?.map(({ Name }) => Name)).toContain(Bucket);
      await client.send(new DeleteBucketCommand({ Bucket }));
      const gone = client.send(new HeadBucketCommand({ Bucket }));
      expect(await refusalOf(gone)).toEqual({ name: 'NotFound', status: 404 });
    },
  },

  {
    title: 'names a bucket that is not there, whatever is asked of it',
    check: async (client) => {
      const Bucket = `nobody-${randomUUID()}`;
      const calls = [
        client.send(new GetObjectCommand({ Bucket, Key })),
        client.send(new PutObjectCommand({ Bucket, Key, Body: 'x' })),
        client.send(new ListObjectsV2Command({ Bucket })),
        client.send(new DeleteBucketCommand({ Bucket })),
        client.send(new CreateMultipartUploadCommand({ Bucket, Key })),
      ];
      expect(await Promise.all(calls.map(refusalOf))).toEqual(calls.map(() => NO_SUCH_BUCKET));
    },
  },

  {
    title: 'refuses a bucket that one has, names that are not allowed, and to delete a full one',
    check: async (client) => {
      const Bucket = await createBucket(client);
      const create = (name: string) =>
        client.send(
          new CreateBucketCommand({
            Bucket: name,
            CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' },
          }),
        );
      const owned = { name: 'BucketAlreadyOwnedByYou', status: 409 };
      expect(await refusalOf(create(Bucket))).toEqual(owned);
      const invalid = { name: 'InvalidBucketName', status: 400 };
      expect(await refusalOf(create('Upper'))).toEqual(invalid);
      expect(await refusalOf(create('ab'))).toEqual(invalid);
      await client.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
      const full = client.send(new DeleteBucketCommand({ Bucket }));
      expect(await refusalOf(full)).toEqual({ name: 'BucketNotEmpty', status: 409 });
    },
  },
];

const PART_BYTES = 5 * 1024 * 1024;

export const UPLOAD_CASES: readonly Case[] = [
  {
    title: 'puts an upload of several parts together in the order of their numbers',
    check: async (client) => {
      const Bucket = await createBucket(client);
      const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
      const upload = (PartNumber: number, Body: Uint8Array) =>
        client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
      const second = await upload(2, Buffer.from('end'));
      const first = await upload(1, Buffer.alloc(PART_BYTES, 'x'));
      const Parts = [first, second].map(({ ETag }, at) => ({ ETag, PartNumber: at + 1 }));
      const done = await client.send(
        new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }),
      );
      expect(done.ETag).toMatch(/^"[0-9a-f]{32}-2"$/u);
      const got = await client.send(
        new GetObjectCommand({ Bucket, Key, Range: `bytes=${PART_BYTES - 2}-` }),
      );
      expect(await got.Body?.transformToString()).toBe('xxend');
      expect(got.ContentRange).toBe(`bytes ${PART_BYTES - 2}-${PART_BYTES + 2}/${PART_BYTES + 3}`);
    },
  },

  {
    title: 'refuses parts that are too small, unknown or of an upload that was aborted',
    check: async (client) => {
      const Bucket = await createBucket(client);
      const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
      const upload = (PartNumber: number) =>
        client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body: 'small' }));
      const complete = (etags: readonly (string | undefined)[]) =>
        client.send(
          new CompleteMultipartUploadCommand({
            Bucket,
            Key,
            UploadId,
            MultipartUpload: {
              Parts: etags.map((ETag, at) => ({ ETag, PartNumber: at + 1 })),
            },
          }),
        );
      const etags = [(await upload(1)).ETag, (await upload(2)).ETag];
      expect(await refusalOf(complete(etags))).toEqual({ name: 'EntityTooSmall', status: 400 });
      const unknown = complete([etags[0], '"00000000000000000000000000000000"']);
      expect(await refusalOf(unknown)).toEqual({ name: 'InvalidPart', status: 400 });
      await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
      expect(await refusalOf(upload(1))).toEqual({ name: 'NoSuchUpload', status: 404 });
    },
  },
];
