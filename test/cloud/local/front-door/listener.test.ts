import { EventEmitter, once } from 'node:events';
import * as http from 'node:http';
import * as http2 from 'node:http2';
import * as net from 'node:net';
import { describe, expect, it } from 'vitest';
import type { AwsService } from '../../../../src/cloud/local/service.ts';
import { echoService, openDoor, signedFor } from './door-fixture.ts';

/** Lets what was written arrive on its own: client and server share this event loop. */
async function turns(): Promise<void> {
  for (let i = 0; i < 10; i += 1) await new Promise((resolve) => setImmediate(resolve));
}

async function post(
  port: number,
  chunks: readonly string[],
): Promise<[number | undefined, string]> {
  const request = http.request({
    port,
    host: '127.0.0.1',
    agent: false,
    method: 'POST',
    path: '/a?b=c',
  });
  for (const [name, value] of Object.entries(signedFor('s3'))) request.setHeader(name, value);
  for (const chunk of chunks) request.write(chunk);
  request.end();
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  return [response.statusCode, Buffer.concat(await response.toArray()).toString()];
}

async function postHttp2(port: number, body: string): Promise<[unknown, string]> {
  const session = http2.connect(`http://127.0.0.1:${port}`);
  const stream = session.request({ ':method': 'POST', ':path': '/a', ...signedFor('s3') });
  const answered = once(stream, 'response');
  stream.end(body);
  const [headers] = (await answered) as [http2.IncomingHttpHeaders];
  const text = Buffer.concat((await stream.toArray()) as Buffer[]).toString();
  session.close();
  return [headers[':status' as string], text];
}

describe('the listener', () => {
  const loopback = { host: '127.0.0.1', port: 0 };

  it('answers HTTP/1.1 with chunked bodies and HTTP/2 on one port', async () => {
    const { door } = openDoor([echoService('s3')]);
    const { port } = await door.listen(loopback);
    expect(await post(port, ['one', 'two'])).toEqual([200, 's3 POST /a onetwo']);
    expect(await postHttp2(port, 'three')).toEqual([200, 's3 POST /a three']);
  });

  it('recognises HTTP/1.1 that arrives byte by byte', async () => {
    const { door } = openDoor([echoService('s3')]);
    const { port } = await door.listen(loopback);
    const socket = net.connect(port, '127.0.0.1').setNoDelay(true);
    await once(socket, 'connect');
    const [auth = ''] = Object.values(signedFor('s3'));
    const text = `PUT /x HTTP/1.1\r\nhost: x\r\nauthorization: ${auth}\r\nconnection: close\r\n\r\n`;
    for (const char of text) {
      socket.write(char);
      await turns();
    }
    const answer = Buffer.concat((await socket.toArray()) as Buffer[]).toString();
    expect(answer).toContain('HTTP/1.1 200');
    expect(answer).toContain('s3 PUT /x');
  });

  it('recognises HTTP/2 whose preface arrives in two pieces', async () => {
    const { door } = openDoor([echoService('s3')]);
    const { port } = await door.listen(loopback);
    const socket = net.connect(port, '127.0.0.1').setNoDelay(true);
    await once(socket, 'connect');
    const write = socket.write.bind(socket);
    write('P');
    await turns();
    // A client that sends its preface late: an empty SETTINGS frame follows it.
    write('RI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
    write(Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]));
    const [frame] = (await once(socket, 'data')) as [Buffer];
    const SETTINGS = 4;
    expect(frame[3]).toBe(SETTINGS);
    socket.destroy();
  });

  it('refuses bodies above the limit over both protocols', async () => {
    const { door } = openDoor([echoService('s3')]);
    const { port } = await door.listen(loopback);
    const body = 'x'.repeat(5000);
    expect((await post(port, [body]))[0]).toBe(413);
    expect((await postHttp2(port, body))[0]).toBe(413);
  });

  it('says that a port is taken and what to do', async () => {
    const { door } = openDoor([]);
    const { port } = await door.listen(loopback);
    await expect(door.listen({ host: '127.0.0.1', port })).rejects.toMatchObject({
      code: 'twin/port-in-use',
      kind: 'user',
      message: expect.stringContaining(`127.0.0.1:${port}`) as string,
      hint: expect.stringContaining('--aws-port') as string,
    });
  });

  it('opens on the loopback only', async () => {
    const { door } = openDoor([]);
    for (const host of ['0.0.0.0', '::', '10.1.2.3', '127.0.0.1.example.com']) {
      await expect(door.listen({ host, port: 0 })).rejects.toMatchObject({
        code: 'twin/not-loopback',
      });
    }
  });

  it('closes although clients keep connections open, and lets answers under way finish', async () => {
    const signals = new EventEmitter();
    const slow: AwsService = {
      name: 's3',
      async handle() {
        signals.emit('started');
        await once(signals, 'finish');
        return { status: 200, headers: {}, body: 'done' };
      },
    };
    const { door } = openDoor([slow]);
    const { port } = await door.listen(loopback);
    const idle = net.connect(port, '127.0.0.1');
    await once(idle, 'connect');
    const started = once(signals, 'started');
    const answer = post(port, ['x']);
    await started;
    const closing = door[Symbol.asyncDispose]();
    signals.emit('finish');
    expect(await answer).toEqual([200, 'done']);
    await closing;
    await expect(post(port, ['x'])).rejects.toThrow(/ECONNREFUSED/);
    idle.destroy();
  });
});
