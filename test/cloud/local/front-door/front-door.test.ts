import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { FrontDoor } from '../../../../src/cloud/local/front-door/front-door.ts';
import type { SdkHttpRequest } from '../../../../src/cloud/local/front-door/request-handler.ts';
import { createStsService } from '../../../../src/cloud/local/front-door/sts-service.ts';
import { echoService, openDoor, signedFor } from './door-fixture.ts';

function failing(): Promise<never> {
  return Promise.reject(new Error('disk on fire'));
}

async function ask(
  door: FrontDoor,
  request: Partial<SdkHttpRequest>,
): Promise<{ status: number; text: string; headers: Record<string, string> }> {
  const { response } = await door.requestHandler.handle({
    method: 'POST',
    hostname: 'localhost',
    path: '/',
    headers: {},
    ...request,
  });
  const text = Buffer.from(response.body as Uint8Array).toString();
  return { status: response.statusCode, text, headers: response.headers };
}

describe('routing', () => {
  const targeted = { ...echoService('kinesis'), targetPrefixes: ['Kinesis_20131202'] };
  const services = [targeted, echoService('sns'), echoService('s3')];
  const scoped = 'X-Amz-Credential';
  it.each([
    ['the scope of the signature', { headers: signedFor('sns') }, 'sns'],
    ['the scope of a presigned URL', { query: { [scoped]: 'A/2026/eu/s3/aws4_request' } }, 's3'],
    [
      'a signature for many regions, whose scope has none',
      {
        headers: { authorization: 'AWS4-ECDSA-P256-SHA256 Credential=A/2026/s3/aws4_request, x=y' },
      },
      's3',
    ],
    ['X-Amz-Target', { headers: { 'X-Amz-Target': 'Kinesis_20131202.ListStreams' } }, 'kinesis'],
    ['the host name', { headers: { host: 'sns.eu-west-1.amazonaws.com' } }, 'sns'],
    [
      'the signature rather than the host',
      { headers: { ...signedFor('sns'), host: 's3.amazonaws.com' } },
      'sns',
    ],
  ])('finds the service by %s', async (_, request, expected) => {
    const { door } = openDoor(services);
    const { text } = await ask(door, request);
    expect(text.split(' ')[0]).toBe(expected);
  });

  it('names what it has when asked for a service that it has not', async () => {
    const { door } = openDoor(services);
    const { status, text, headers } = await ask(door, { headers: signedFor('lambda') });
    expect(status).toBe(400);
    expect(headers['x-amzn-errortype']).toBe('UnknownOperationException');
    expect(JSON.parse(text)).toEqual({
      __type: 'UnknownOperationException',
      message: expect.stringContaining('no service "lambda"; it has kinesis, sns, s3') as string,
    });
  });

  it('refuses a request that names no service', async () => {
    const { door } = openDoor(services);
    for (const host of ['127.0.0.1:4566', 'localhost:4566', '[::1]:4566']) {
      const { status, text } = await ask(door, { headers: { host } });
      expect([status, text]).toEqual([403, expect.stringContaining('MissingAuthentication')]);
    }
  });

  it('speaks XML to those who do', async () => {
    const { door } = openDoor([createStsService({ accountId: '000000000000' })]);
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const asked = await ask(door, { headers: { ...signedFor('sqs'), ...form } });
    expect(asked.text).toMatch(/^<ErrorResponse>.*<Code>UnknownOperationException<\/Code>/);
    expect((await ask(door, { headers: signedFor('s3') })).text).toContain('&#34;s3&#34;');
    const body = 'Action=AssumeRole&Version=2011-06-15';
    const sts = await ask(door, { headers: { ...signedFor('sts'), ...form }, body });
    expect(sts.text).toContain('does not model sts:AssumeRole');
    const identity = await ask(door, {
      headers: { ...signedFor('sts'), ...form },
      body: 'Action=GetCallerIdentity&Version=2011-06-15',
    });
    expect(identity.text).toContain('<Account>000000000000</Account>');
    const none = await ask(door, { headers: { ...signedFor('sts'), ...form } });
    expect(none.text).toContain('<Code>MissingAction</Code>');
  });
});

describe('the in-process request handler', () => {
  it('takes bodies as text, bytes and streams', async () => {
    const { door } = openDoor([echoService('s3')]);
    const bodies = [
      'text',
      new TextEncoder().encode('bytes'),
      new TextEncoder().encode('buffer').buffer,
      Readable.from(['str', Buffer.from('eam')]),
      new Blob(['web']).stream(),
      undefined,
    ];
    const texts: string[] = [];
    for (const body of bodies) {
      texts.push((await ask(door, { headers: signedFor('s3'), body })).text);
    }
    expect(texts.map((text) => text.slice('s3 POST / '.length))).toEqual([
      'text',
      'bytes',
      'buffer',
      'stream',
      'web',
      '',
    ]);
  });

  it('refuses bodies above the limit', async () => {
    const { door } = openDoor([echoService('s3')]);
    for (const body of ['x'.repeat(1001), Readable.from(['x'.repeat(600), 'x'.repeat(600)])]) {
      const { status, text } = await ask(door, { headers: signedFor('s3'), body });
      expect([status, text]).toEqual([413, expect.stringContaining('1000 bytes')]);
    }
  });

  it('hands path and query on as they would be on the wire', async () => {
    const service = echoService('iot');
    const { door } = openDoor([service]);
    const query = { marker: 'a b&c', flag: null, many: ['1', '2'] };
    await ask(door, { method: 'GET', path: '/things/wt%20001', query, headers: signedFor('iot') });
    await ask(door, { path: '', headers: signedFor('iot') });
    expect(service.requests.map(({ path, query: text }) => [path, text])).toEqual([
      ['/things/wt%20001', 'marker=a%20b%26c&flag&many=1&many=2'],
      ['/', ''],
    ]);
  });

  it('gives every answer a request id of its own', async () => {
    const { door } = openDoor([echoService('s3')]);
    const ids: (string | undefined)[] = [];
    for (const service of ['s3', 's3', 'nobody']) {
      const { headers } = await ask(door, { headers: signedFor(service) });
      ids.push(headers['x-amzn-requestid']);
    }
    expect(ids.every((id) => /^[0-9a-f-]{36}$/.test(id ?? ''))).toBe(true);
    expect(new Set(ids).size).toBe(3);
  });

  it('does not begin what was aborted', async () => {
    const service = echoService('s3');
    const { door } = openDoor([service]);
    const request = { method: 'GET', hostname: 'x', path: '/', headers: signedFor('s3') };
    const asked = door.requestHandler.handle(request, { abortSignal: AbortSignal.abort() });
    await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
    expect(service.requests).toEqual([]);
  });

  it('turns a service that throws into an InternalFailure and a line in the log', async () => {
    const { door, lines } = openDoor([{ name: 's3', handle: failing }]);
    const { status, text } = await ask(door, { headers: signedFor('iot') });
    expect(status).toBe(400);
    expect(text).toContain('no service');
    const failed = await ask(door, { headers: signedFor('s3') });
    expect(failed.status).toBe(500);
    expect(failed.text).toContain('disk on fire');
    expect(lines).toMatchObject([{ level: 'error', text: 's3 failed: disk on fire' }]);
  });
});
