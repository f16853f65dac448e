import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { Aedes, type AuthenticateError, type Client } from 'aedes';
import {
  createCertificateAuthority,
  type CertificateAuthority,
} from '../../../src/cloud/x509/authority.ts';
import { createCsr } from '../../../src/cloud/x509/csr.ts';
import { createKeyPair, privateKeyPem } from '../../../src/cloud/x509/keys.ts';

const HOUR_MS = 3_600_000;
const NOW = 1_900_000_000_000;
const VALIDITY = { notBefore: 0, notAfter: NOW + 100 * 365 * 24 * HOUR_MS };

export interface Identity {
  readonly cert: string;
  readonly key: string;
}

export function createAuthority(commonName = 'test CA'): CertificateAuthority {
  return createCertificateAuthority({ name: { commonName }, validity: VALIDITY });
}

export function issueIdentity(
  authority: CertificateAuthority,
  commonName: string,
  validity = VALIDITY,
): Identity {
  const keys = createKeyPair();
  const csr = createCsr({ commonName }, keys);
  const { pem } = authority.issueDeviceCertificate(csr, validity);
  return { cert: pem, key: privateKeyPem(keys.privateKey) };
}

interface ReceivedPublish {
  readonly clientId: string;
  readonly topic: string;
  readonly payload: string;
  readonly dup: boolean;
}

interface BrokerHooks {
  /** CONNACK return code for a client, 0 to accept; 'drop' closes the socket without a word. */
  readonly onConnect?: (clientId: string, socket: TLSSocket) => number | 'drop';
  readonly mayPublish?: (clientId: string, topic: string) => boolean;
}

/** An MQTT broker that asks for client certificates, for tests of what a client does. */
export interface TestBroker {
  readonly port: number;
  /** Every PUBLISH, wills included, in order of arrival. */
  readonly received: readonly ReceivedPublish[];
  readonly sockets: () => readonly TLSSocket[];
  /** While held, PUBLISHes arrive and are not acknowledged. */
  holdAcks(): void;
  releaseAcks(): void;
  /** Resolves once `count` PUBLISHes have arrived in all. */
  arrived(count: number): Promise<void>;
  /** Destroys the sockets of one client, or all. */
  cut(clientId?: string): void;
  /** Ends as a crash would: sockets destroyed, port closed. */
  kill(): Promise<void>;
}

export interface TestBrokerOptions extends BrokerHooks {
  readonly authority: CertificateAuthority;
  readonly port?: number;
}

export async function startTestBroker(options: TestBrokerOptions): Promise<TestBroker> {
  const received: ReceivedPublish[] = [];
  const held = new Set<TLSSocket>();
  const arrivals = new Set<() => void>();
  let holding = false;
  // At the socket: while aedes waits for an answer to one publish, it reads none that comes after.
  const hold = (socket: TLSSocket): void => {
    if (!held.has(socket)) socket.cork();
    held.add(socket);
  };
  const broker = await Aedes.createBroker({
    authenticate: (client, _user, _password, done) => authenticate(options, client, done),
    authorizePublish(client, { topic, payload, dup }, done) {
      const clientId = client?.id ?? 'broker';
      received.push({ clientId, topic, payload: String(payload), dup: dup ?? false });
      for (const look of arrivals) look();
      if (holding && client) hold(client.conn as TLSSocket);
      const allowed = options.mayPublish?.(clientId, topic) ?? true;
      done(allowed ? null : new Error('not allowed'));
    },
  });
  const server = await listen(options, (socket) => broker.handle(socket));
  return {
    port: (server.address() as AddressInfo).port,
    received,
    sockets: server.openSockets,
    holdAcks() {
      holding = true;
    },
    releaseAcks() {
      holding = false;
      for (const socket of held) socket.uncork();
      held.clear();
    },
    arrived: (count) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (received.length < count) return;
          arrivals.delete(look);
          resolve();
        };
        arrivals.add(look);
        look();
      }),
    cut(clientId) {
      for (const socket of server.openSockets()) {
        if (clientId === undefined || commonNameOf(socket) === clientId) socket.destroy();
      }
    },
    async kill() {
      const closed = server.listening ? once(server, 'close') : undefined;
      server.close();
      for (const socket of server.openSockets()) socket.destroy();
      await closed;
      await new Promise<void>((resolve) => broker.close(() => resolve()));
    },
  };
}

export function commonNameOf(socket: TLSSocket): string | undefined {
  const name: unknown = socket.getPeerCertificate().subject?.CN;
  return typeof name === 'string' ? name : undefined;
}

function authenticate(
  hooks: BrokerHooks,
  client: Client,
  done: (error: AuthenticateError | null, success: boolean | null) => void,
): void {
  const socket = client.conn as TLSSocket;
  const answer = hooks.onConnect?.(client.id, socket) ?? 0;
  if (answer === 'drop') return void socket.destroy();
  if (answer === 0) return done(null, true);
  done(
    Object.assign<Error, { returnCode: number }>(new Error('refused'), { returnCode: answer }),
    null,
  );
}

async function listen(options: TestBrokerOptions, onSocket: (socket: TLSSocket) => void) {
  const { authority, port = 0 } = options;
  const issued = authority.issueServerCertificate({ hosts: ['127.0.0.1'], validity: VALIDITY });
  const open = new Set<TLSSocket>();
  const server: Server = createServer(
    {
      ca: authority.certificatePem,
      cert: issued.pem,
      key: issued.privateKeyPem,
      requestCert: true,
      rejectUnauthorized: true,
    },
    onSocket,
  );
  server.on('secureConnection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(server, { openSockets: () => [...open] });
}
