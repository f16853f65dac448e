import * as http from 'node:http';
import * as http2 from 'node:http2';
import * as net from 'node:net';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { errnoOf, messageOf, PmSimError } from '../../../runtime/errors.ts';
import { readBody, tooLarge } from './body.ts';
import { faultFor, type Dispatch } from './dispatch.ts';

export interface ListenerOptions {
  readonly host: string;
  readonly port: number;
  readonly dispatch: Dispatch;
  readonly bodyBytesMax: number;
}

export interface Listener extends AsyncDisposable {
  readonly port: number;
}

type Incoming = http.IncomingMessage | http2.Http2ServerRequest;

/** What the two servers' responses have in common. */
interface Outgoing {
  writeHead(status: number, headers: http.OutgoingHttpHeaders): unknown;
  end(body: Uint8Array): unknown;
  destroy(): unknown;
}

/** How long closing waits for answers under way, ms. */
const DRAIN_MS_MAX = 2000;

/** What an HTTP/2 connection begins with (RFC 9113 §3.4), and no HTTP/1 method does. */
const HTTP2_METHOD = 'PRI';

/** Opens the port that HTTP/1.1 (AWS CLI) and h2c clients (KinesisClient's default) share. */
export async function openListener(options: ListenerOptions): Promise<Listener> {
  if (!isLoopback(options.host)) throw notLoopback(options.host);
  const open = new Set<Promise<void>>();
  const serve = (request: Incoming, response: Outgoing): void => {
    const answer = answerRequest(request, response, options);
    open.add(answer);
    void answer.finally(() => open.delete(answer));
  };
  const sockets = new Set<net.Socket>();
  const servers = { http1: http.createServer(serve), h2: http2.createServer(serve) };
  const server = net.createServer(splitByProtocol(servers, sockets));
  await listenOn(server, options);
  return {
    port: (server.address() as net.AddressInfo).port,
    async [Symbol.asyncDispose]() {
      const closed = server.listening ? once(server, 'close') : undefined;
      server.close();
      await Promise.race([
        Promise.allSettled(open),
        delay(DRAIN_MS_MAX, undefined, { ref: false }),
      ]);
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Looks at a connection's first bytes, puts them back, and gives it to the server they ask for. */
function splitByProtocol(
  { http1, h2 }: { readonly http1: http.Server; readonly h2: http2.Http2Server },
  sockets: Set<net.Socket>,
): (socket: net.Socket) => void {
  h2.on('sessionError', () => undefined);
  return (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.setNoDelay(true);
    let start = '';
    const sniff = (bytes: Buffer): void => {
      start += bytes.toString('latin1');
      if (start.length < HTTP2_METHOD.length && HTTP2_METHOD.startsWith(start)) return;
      socket.off('data', sniff);
      socket.pause();
      socket.unshift(Buffer.from(start, 'latin1'));
      if (start.startsWith(HTTP2_METHOD)) {
        // The HTTP/2 session takes over the handle and reads what was put back by itself.
        h2.emit('connection', socket);
      } else {
        http1.emit('connection', socket);
        socket.resume();
      }
    };
    socket.on('data', sniff);
  };
}

async function listenOn(server: net.Server, options: ListenerOptions): Promise<void> {
  server.listen(options.port, options.host);
  try {
    await once(server, 'listening');
  } catch (error) {
    const where = `${options.host}:${options.port}`;
    if (errnoOf(error) === 'EADDRINUSE') {
      throw new PmSimError('twin/port-in-use', `Port ${where} for the AWS API is in use.`, {
        kind: 'user',
        hint: 'Choose another --aws-port (0 takes a free one), or stop the program that holds it.',
        cause: error,
      });
    }
    throw new PmSimError('twin/port-refused', `Cannot listen on ${where}: ${messageOf(error)}`, {
      kind: 'user',
      hint: 'Choose another --aws-port; ports below 1024 need privileges.',
      cause: error,
    });
  }
}

/** Never rejects: a client that goes away in the middle is its own affair. */
async function answerRequest(
  request: Incoming,
  response: Outgoing,
  options: ListenerOptions,
): Promise<void> {
  try {
    const headers = plainHeaders(request.headers);
    const body = await readBody(request, options.bodyBytesMax);
    const target = request.url ?? '/';
    const mark = target.indexOf('?');
    const answer =
      body === undefined
        ? faultFor({ headers }, tooLarge(options.bodyBytesMax), '')
        : await options.dispatch({
            method: request.method ?? 'GET',
            path: mark < 0 ? target : target.slice(0, mark),
            query: mark < 0 ? '' : target.slice(mark + 1),
            headers,
            body,
          });
    const bytes = typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body;
    // An answer to HEAD says how long the body would be.
    response.writeHead(answer.status, { 'content-length': bytes.length, ...answer.headers });
    response.end(bytes);
  } catch {
    response.destroy();
  }
}

/** One text a header; HTTP/2's `:authority` stands in for `host`. */
function plainHeaders(headers: http.IncomingHttpHeaders): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) plain[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  const authority = plain[':authority'];
  return authority === undefined ? plain : { host: authority, ...plain };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function notLoopback(host: string): PmSimError {
  return new PmSimError(
    'twin/not-loopback',
    `The twin's AWS API checks no signatures, so it listens on the loopback only, not on ${host}.`,
    { kind: 'user', hint: 'Use 127.0.0.1, or tunnel to it.' },
  );
}
