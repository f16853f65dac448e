import type { AddressInfo, DropArgument, Socket } from 'node:net';
import { createServer, type TLSSocket, type Server } from 'node:tls';
import { PmSimError, errnoOf, messageOf } from '../../../runtime/errors.ts';
import type { ServerIdentity } from '../identity/authority-files.ts';
import type { RefusedEvent } from './events.ts';

export interface ListenerOptions {
  readonly host: string;
  readonly port: number;
  readonly identity: ServerIdentity;
  readonly caPem: string;
  readonly onSocket: (socket: TLSSocket) => void;
  readonly onRefused: (event: RefusedEvent) => void;
  /** Default {@link CONNECTIONS_MAX}. */
  readonly connectionsMax?: number;
}

export interface Listener {
  readonly port: number;
  /** Takes no more connections; those that are up stay. */
  stop(): void;
  /** Destroys what is still open and resolves when the port is free. */
  close(): Promise<void>;
}

/** Open sockets, shaken hands or not; beyond it new ones are refused. */
export const CONNECTIONS_MAX = 20_000;
const HANDSHAKE_MS_MAX = 30_000;

/**
 * Opens the TLS port. Whoever completes a handshake holds the key of the certificate sent, if one
 * was sent; who that is and whether it may come in is for the caller to decide.
 * @throws PmSimError `broker/port-in-use`, `broker/cannot-listen`
 */
export async function openListener(options: ListenerOptions): Promise<Listener> {
  const sockets = new Set<Socket>();
  const server = createServer(
    {
      key: options.identity.privateKeyPem,
      cert: options.identity.certificatePem,
      ca: options.caPem,
      requestCert: true,
      // Strangers get through the handshake only to be told why they are refused at CONNECT:
      // OpenSSL would close without a word. Nothing but a CONNECT is taken from them.
      rejectUnauthorized: false,
      minVersion: 'TLSv1.2',
      handshakeTimeout: HANDSHAKE_MS_MAX,
      noDelay: true,
    },
    options.onSocket,
  );
  const { connectionsMax = CONNECTIONS_MAX } = options;
  server.maxConnections = connectionsMax;
  // Node closes such a socket without a word to either side (net, event 'drop').
  server.on('drop', (dropped?: DropArgument) => {
    const detail = `${connectionsMax} connections are open, the most that the broker takes`;
    const { remoteAddress } = dropped ?? {};
    options.onRefused({ stage: 'connect', reason: 'limit', detail, remoteAddress });
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', (error, socket) => {
    const { remoteAddress } = socket;
    options.onRefused({ stage: 'connect', reason: 'tls', detail: tlsDetail(error), remoteAddress });
  });
  await listen(server, options);
  const closed = new Promise<void>((resolve) => server.once('close', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    stop: () => void server.close(),
    close() {
      for (const socket of sockets) socket.destroy();
      return closed;
    },
  };
}

/** Many clients hang up without a TLS alert when they do not trust a certificate. */
function tlsDetail(error: Error): string {
  return errnoOf(error) === 'ECONNRESET'
    ? "the peer broke off the TLS handshake; does it trust the twin's CA certificate?"
    : error.message;
}

function listen(server: Server, { host, port }: ListenerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, `${host}:${port}`)));
    server.listen({ host, port }, () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
}

function listenError(cause: Error, where: string): PmSimError {
  if (errnoOf(cause) === 'EADDRINUSE') {
    return new PmSimError('broker/port-in-use', `The MQTT port ${where} is already in use.`, {
      hint: 'Stop the program that holds it, give another --mqtt-port, or leave the option out to take a free one.',
      cause,
    });
  }
  return new PmSimError('broker/cannot-listen', `Cannot listen on ${where}: ${messageOf(cause)}.`, {
    hint: 'Use an address of this machine and a port above 1023.',
    cause,
  });
}
