import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Created } from '../../../../src/cloud/local/s3/object-operations.ts';
import { createS3, type S3 } from '../../../../src/cloud/local/s3/s3-service.ts';
import { textsOf } from '../../../../src/cloud/local/s3/xml.ts';
import { manualClock } from '../../../../src/runtime/clock.ts';
import { silentLog } from '../../../../src/runtime/log.ts';

let dir: string;
let s3: S3;
let created: Created[];

const open = (): S3 =>
  createS3({
    stateDir: dir,
    region: 'eu-west-1',
    clock: manualClock(Date.UTC(2026, 0, 1)),
    log: silentLog,
    onCreated: (object) => void created.push(object),
  });

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'twin-s3-'));
  created = [];
  s3 = open();
});
afterEach(async () => {
  await s3[Symbol.asyncDispose]();
  rmSync(dir, { recursive: true, force: true });
});

interface Sent {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

async function send(method: string, target: string, { headers = {}, body = '' }: Sent = {}) {
  const [path = '/', query = ''] = target.split('?');
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const answer = await s3.handle({ service: 's3', method, path, query, headers, body: bytes });
  return { ...answer, text: Buffer.from(answer.body).toString() };
}

/** One chunk of a signed upload. */
const chunk = (data: Buffer): Buffer => {
  const head = `${data.length.toString(16)};chunk-signature=ab\r\n`;
  return Buffer.concat([Buffer.from(head), data, Buffer.from('\r\n')]);
};

const part = (n: number, etag: string | undefined): string =>
  `<Part><PartNumber>${n}</PartNumber><ETag>${etag}</ETag></Part>`;

describe('the twin’s S3', () => {
  beforeEach(() => send('PUT', '/raw'));

  it('gives back what was put, with its type, metadata and MD5', async () => {
    const headers = { 'content-type': 'application/json', 'x-amz-meta-source': 'speaker' };
    const put = await send('PUT', '/raw/a/b%20c.json', { headers, body: '{"x":1}' });
    expect(put).toMatchObject({ status: 200, headers: { etag: '"ac3ef48caa08fa3ed5e025da69edc645"' } }); // prettier-ignore
    const got = await send('GET', '/raw/a/b%20c.json');
    expect(got).toMatchObject({
      status: 200,
      text: '{"x":1}',
      headers: {
        'content-type': 'application/json',
        'x-amz-meta-source': 'speaker',
        'last-modified': 'Thu, 01 Jan 2026 00:00:00 GMT',
      },
    });
    expect(created).toEqual([
      {
        bucket: 'raw',
        key: 'a/b c.json',
        size: 7,
        etag: 'ac3ef48caa08fa3ed5e025da69edc645',
        event: 'ObjectCreated:Put',
      },
    ]);
  });

  it('knows a bucket by its host too', async () => {
    await send('PUT', '/k', { headers: { host: 'raw.s3.eu-west-1.amazonaws.com' }, body: 'v' });
    expect((await send('GET', '/raw/k')).text).toBe('v');
  });

  it('answers HEAD with the length, and ranges with their part', async () => {
    await send('PUT', '/raw/k', { body: '0123456789' });
    expect(await send('HEAD', '/raw/k')).toMatchObject({ text: '', headers: { 'content-length': '10' } }); // prettier-ignore
    const range = (text: string) => send('GET', '/raw/k', { headers: { range: text } });
    expect(await range('bytes=2-4')).toMatchObject({ status: 206, text: '234', headers: { 'content-range': 'bytes 2-4/10' } }); // prettier-ignore
    expect((await range('bytes=-3')).text).toBe('789');
    expect((await range('bytes=7-')).text).toBe('789');
    expect(await range('bytes=10-')).toMatchObject({ status: 416 });
  });

  it('takes uploads in signed chunks with trailers, whatever their bytes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ minLength: 1 }), { maxLength: 5 }),
        async (pieces) => {
          const bytes = pieces.map((piece) => Buffer.from(piece));
          const end = Buffer.from('0;chunk-signature=ab\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n');
          const headers = { 'content-encoding': 'aws-chunked', 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER' }; // prettier-ignore
          const body = Buffer.concat([...bytes.map(chunk), end]);
          expect((await send('PUT', '/raw/chunked', { headers, body })).status).toBe(200);
          expect(Buffer.from((await send('GET', '/raw/chunked')).body)).toEqual(
            Buffer.concat(bytes),
          );
        },
      ),
    );
    const torn = { headers: { 'content-encoding': 'aws-chunked' }, body: 'a\r\nonly' };
    expect(textsOf((await send('PUT', '/raw/torn', torn)).text, 'Code')).toEqual([
      'IncompleteBody',
    ]);
  });

  it('lists keys in order of bytes, folded at a delimiter, page by page', async () => {
    for (const key of ['b/2', 'a', 'b/1', 'c/x/1', 'ä', 'b/3'])
      await send('PUT', `/raw/${encodeURIComponent(key)}`);
    const all = await send('GET', '/raw?list-type=2');
    expect(textsOf(all.text, 'Key')).toEqual(['a', 'b/1', 'b/2', 'b/3', 'c/x/1', 'ä']);
    const folded = await send('GET', '/raw?list-type=2&delimiter=%2F');
    expect(textsOf(folded.text, 'Key')).toEqual(['a', 'ä']);
    expect(textsOf(folded.text, 'Prefix')).toEqual(['', 'b/', 'c/']);
    const seen: string[] = [];
    for (let token = ''; ;) {
      const page = await send('GET', `/raw?list-type=2&max-keys=2${token}`);
      seen.push(...textsOf(page.text, 'Key'));
      const [next] = textsOf(page.text, 'NextContinuationToken');
      if (next === undefined) break;
      token = `&continuation-token=${next}`;
    }
    expect(seen).toEqual(['a', 'b/1', 'b/2', 'b/3', 'c/x/1', 'ä']);
    const below = await send('GET', '/raw?list-type=2&prefix=b%2F');
    expect(textsOf(below.text, 'KeyCount')).toEqual(['3']);
  });

  it('copies, deletes one or many, and removes a bucket only when it is empty', async () => {
    await send('PUT', '/raw/k', { body: 'v', headers: { 'x-amz-meta-a': '1' } });
    await send('PUT', '/processed');
    const copy = { headers: { 'x-amz-copy-source': '/raw/k' } };
    expect((await send('PUT', '/processed/k2', copy)).status).toBe(200);
    expect(await send('GET', '/processed/k2')).toMatchObject({ text: 'v', headers: { 'x-amz-meta-a': '1' } }); // prettier-ignore
    expect(textsOf((await send('DELETE', '/raw')).text, 'Code')).toEqual(['BucketNotEmpty']);
    const many = '<Delete><Object><Key>k</Key></Object><Object><Key>gone</Key></Object></Delete>';
    const deleted = await send('POST', '/raw?delete', { body: many });
    expect(textsOf(deleted.text, 'Key')).toEqual(['k', 'gone']);
    expect((await send('DELETE', '/processed/k2')).status).toBe(204);
    expect((await send('DELETE', '/raw')).status).toBe(204);
    expect(textsOf((await send('GET', '/raw?list-type=2')).text, 'Code')).toEqual(['NoSuchBucket']);
  });

  it('puts uploads of several parts together, with their ETag', async () => {
    const begun = await send('POST', '/raw/big?uploads');
    const [id = ''] = textsOf(begun.text, 'UploadId');
    const put = async (n: number, body: string) =>
      (await send('PUT', `/raw/big?partNumber=${n}&uploadId=${id}`, { body })).headers['etag'];
    const [two, one] = [await put(2, 'world'), await put(1, 'x'.repeat(5 * 1024 * 1024))];
    const wrong = `<C>${part(2, two)}${part(1, one)}</C>`;
    const refused = await send('POST', `/raw/big?uploadId=${id}`, { body: wrong });
    expect(textsOf(refused.text, 'Code')).toEqual(['InvalidPartOrder']);
    const done = await send('POST', `/raw/big?uploadId=${id}`, { body: `<C>${part(1, one)}${part(2, two)}</C>` }); // prettier-ignore
    expect(textsOf(done.text, 'ETag')[0]).toMatch(/^"[\da-f]{32}-2"$/u);
    expect((await send('GET', '/raw/big')).text).toMatch(/^x{5242880}world$/u);
    expect(created.at(-1)?.event).toBe('ObjectCreated:CompleteMultipartUpload');
    const gone = await send('DELETE', `/raw/big?uploadId=${id}`);
    expect(textsOf(gone.text, 'Code')).toEqual(['NoSuchUpload']);
  });

  it('keeps everything over a restart, and nothing that was replaced', async () => {
    await send('PUT', '/raw/k', { body: 'first' });
    await send('PUT', '/raw/k', { body: 'second' });
    await s3[Symbol.asyncDispose]();
    s3 = open();
    expect((await send('GET', '/raw/k')).text).toBe('second');
    expect(readdirSync(join(dir, 's3', 'raw', 'objects'))).toHaveLength(1);
    expect(textsOf((await send('GET', '/')).text, 'Name')).toEqual(['raw']);
  });

  it.each([
    ['GET', '/raw/none', 'NoSuchKey'],
    ['GET', '/none/k', 'NoSuchBucket'],
    ['PUT', '/Bad_Name', 'InvalidBucketName'],
    ['PUT', '/raw', 'BucketAlreadyOwnedByYou'],
    ['PUT', `/raw/${'k'.repeat(1_025)}`, 'KeyTooLongError'],
    ['PUT', '/raw?notification', 'NotImplemented'],
    ['GET', '/raw/k?tagging', 'NotImplemented'],
    ['GET', '/raw/%zz', 'InvalidURI'],
    ['PATCH', '/raw/k', 'NotImplemented'],
    ['GET', '/raw?list-type=2&max-keys=x', 'InvalidArgument'],
  ])('%s %s is %s', async (method, target, code) => {
    expect(textsOf((await send(method, target)).text, 'Code')).toEqual([code]);
  });
});
