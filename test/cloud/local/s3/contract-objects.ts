import { randomUUID } from 'node:crypto';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type ListObjectsV2CommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { refusalOf, type ContractCase } from '../contract/contract.ts';

export type Case = ContractCase<S3Client>;

export const NO_SUCH_BUCKET = { name: 'NoSuchBucket', status: 404 };
const NO_SUCH_KEY = { name: 'NoSuchKey', status: 404 };

export async function createBucket(client: S3Client): Promise<string> {
  const Bucket = `contract-${randomUUID()}`;
  await client.send(
    new CreateBucketCommand({
      Bucket,
      CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' },
    }),
  );
  return Bucket;
}

/** Puts small objects under these keys. */
async function fill(client: S3Client, Bucket: string, keys: readonly string[]): Promise<void> {
  for (const Key of keys) await client.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
}

function keysOf({ Contents }: ListObjectsV2CommandOutput): (string | undefined)[] {
  return (Contents ?? []).map(({ Key }) => Key);
}

export const OBJECT_CASES: readonly Case[] = [
  {
    title: 'gives back bytes, type, metadata and ETag of what was put',
    check: async (client) => {
      const Bucket = await createBucket(client);
      const Key = 'raw/2026/ü file+1.json';
      const Body = Buffer.from('{"speaker":"s1"}');
      const put = await client.send(
        new PutObjectCommand({
          Bucket,
          Key,
          Body,
          ContentType: 'application/json',
          Metadata: { source: 'speaker' },
        }),
      );
      expect(put.ETag).toMatch(/^"[0-9a-f]{32}"$/u);
      const got = await client.send(new GetObjectCommand({ Bucket, Key }));
      expect(await got.Body?.transformToString()).toBe(Body.toString());
      const about = {
        ETag: put.ETag,
        ContentType: 'application/json',
        ContentLength: Body.length,
        Metadata: { source: 'speaker' },
      };
      expect(got).toMatchObject(about);
      expect(await client.send(new HeadObjectCommand({ Bucket, Key }))).toMatchObject(about);
    },
  },

  {
    title: 'gives a part of an object, and refuses a part beyond its end',
    check: async (client) => {
      const Bucket = await createBucket(client);
      await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: '0123456789' }));
      const range = (Range: string) =>
        client.send(new GetObjectCommand({ Bucket, Key: 'a', Range }));
      const part = await range('bytes=2-4');
      expect(await part.Body?.transformToString()).toBe('234');
      expect(part.ContentRange).toBe('bytes 2-4/10');
      const tail = await range('bytes=-3');
      expect(await tail.Body?.transformToString()).toBe('789');
      expect(await refusalOf(range('bytes=10-'))).toEqual({ name: 'InvalidRange', status: 416 });
    },
  },

  {
    title: 'lists keys by prefix in order of their bytes, page by page',
    check: async (client) => {
      const Bucket = await createBucket(client);
      await fill(client, Bucket, ['raw/b', 'raw/a', 'raw/B', 'other', 'raw/c']);
      const pages: (string | undefined)[][] = [];
      let ContinuationToken: string | undefined;
      do {
        const page: ListObjectsV2CommandOutput = await client.send(
          new ListObjectsV2Command({ Bucket, Prefix: 'raw/', MaxKeys: 2, ContinuationToken }),
        );
        expect(page.KeyCount).toBe(2);
        expect(page.IsTruncated).toBe(page.NextContinuationToken !== undefined);
        pages.push(keysOf(page));
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken !== undefined);
      expect(pages).toEqual([
        ['raw/B', 'raw/a'],
        ['raw/b', 'raw/c'],
      ]);
    },
  },

  {
    title: 'folds keys at a delimiter and starts after a key',
    check: async (client) => {
      const Bucket = await createBucket(client);
      await fill(client, Bucket, ['a/1', 'a/2', 'b', 'c/1', 'd']);
      const folded = await client.send(new ListObjectsV2Command({ Bucket, Delimiter: '/' }));
      expect(keysOf(folded)).toEqual(['b', 'd']);
      expect(folded.CommonPrefixes).toEqual([{ Prefix: 'a/' }, { Prefix: 'c/' }]);
      const after = await client.send(new ListObjectsV2Command({ Bucket, StartAfter: 'b' }));
      expect(keysOf(after)).toEqual(['c/1', 'd']);
    },
  },

  {
    title: 'copies with the metadata or with other metadata',
    check: async (client) => {
      const Bucket = await createBucket(client);
      await client.send(
        new PutObjectCommand({ Bucket, Key: 'a b', Body: 'x', Metadata: { n: '1' } }),
      );
      const CopySource = `${Bucket}/a%20b`;
      const copied = await client.send(new CopyObjectCommand({ Bucket, Key: 'c', CopySource }));
      expect(copied.CopyObjectResult?.ETag).toMatch(/^"[0-9a-f]{32}"$/u);
      await client.send(
        new CopyObjectCommand({
          Bucket,
          Key: 'd',
          CopySource,
          MetadataDirective: 'REPLACE',
          Metadata: { n: '2' },
        }),
      );
      const heads = ['c', 'd'].map((Key) => client.send(new HeadObjectCommand({ Bucket, Key })));
      const metadata = (await Promise.all(heads)).map(({ Metadata }) => Metadata);
      expect(metadata).toEqual([{ n: '1' }, { n: '2' }]);
    },
  },

  {
    title: 'deletes one or many, and keys that are not there without complaint',
    check: async (client) => {
      const Bucket = await createBucket(client);
      await fill(client, Bucket, ['a', 'b', 'c']);
      const one = await client.send(new DeleteObjectCommand({ Bucket, Key: 'never' }));
      expect(one.$metadata.httpStatusCode).toBe(204);
      const Objects = ['a', 'b', 'never'].map((Key) => ({ Key }));
      const many = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
      expect(many.Deleted?.map(({ Key }) => Key).toSorted()).toEqual(['a', 'b', 'never']);
      expect(keysOf(await client.send(new ListObjectsV2Command({ Bucket })))).toEqual(['c']);
    },
  },

  {
    title: 'names an object that is not there, by its status only for HEAD',
    check: async (client) => {
      const Bucket = await createBucket(client);
      const get = client.send(new GetObjectCommand({ Bucket, Key: 'never' }));
      expect(await refusalOf(get)).toEqual(NO_SUCH_KEY);
      const head = client.send(new HeadObjectCommand({ Bucket, Key: 'never' }));
      expect(await refusalOf(head)).toEqual({ name: 'NotFound', status: 404 });
    },
  },

  {
    title: 'puts only what is not there, and gives only what is another, when asked so',
    check: async (client) => {
      const Bucket = await createBucket(client);
      const put = (Body: string) =>
        client.send(new PutObjectCommand({ Bucket, Key: 'lock', Body, IfNoneMatch: '*' }));
      const { ETag } = await put('first');
      expect(await refusalOf(put('second'))).toEqual({ name: 'PreconditionFailed', status: 412 });
      const same = client.send(new GetObjectCommand({ Bucket, Key: 'lock', IfNoneMatch: ETag }));
      expect((await refusalOf(same)).status).toBe(304);
      const other = client.send(new GetObjectCommand({ Bucket, Key: 'lock', IfMatch: '"0"' }));
      expect(await refusalOf(other)).toEqual({ name: 'PreconditionFailed', status: 412 });
      const kept = await client.send(new GetObjectCommand({ Bucket, Key: 'lock', IfMatch: ETag }));
      expect(await kept.Body?.transformToString()).toBe('first');
    },
  },

  {
    title: 'refuses a key of more than 1,024 bytes',
    check: async (client) => {
      const Bucket = await createBucket(client);
      const put = client.send(new PutObjectCommand({ Bucket, Key: 'k'.repeat(1_025), Body: 'x' }));
      expect(await refusalOf(put)).toEqual({ name: 'KeyTooLongError', status: 400 });
    },
  },
];
