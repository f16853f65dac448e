import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Clock } from '../../../runtime/clock.ts';
import type { Log } from '../../../runtime/log.ts';
import { iotArn } from '../identity/arn.ts';
import { certificateAttributes } from '../identity/certificate-attributes.ts';
import type { IdentityRegistry } from '../identity/identity-registry.ts';
import type { RoleAliasRecord } from './role-alias-table.ts';

export interface CredentialProviderOptions {
  readonly host: string;
  readonly registry: IdentityRegistry;
  /** The machine's time of day. */
  readonly clock: Clock;
  readonly log: Log;
}

/** The credential provider of AWS IoT Core: temporary credentials for a certificate. */
export interface CredentialProvider extends AsyncDisposable {
  readonly port: number;
}

const PATH = /^\/role-aliases\/([\w=,@-]{1,128})\/credentials$/u;
const THING_HEADER = 'x-amzn-iot-thingname';

/**
 * `GET /role-aliases/NAME/credentials` over mutual TLS (developer guide, authorizing-direct-aws): the
 * certificate has to be active and a policy of it to allow `iot:AssumeRoleWithCertificate` on the
 * alias; a thing that is named has to be the certificate's. The credentials are good for the twin,
 * which takes any. AWS documents the answer of a success only; refusals here have its usual form.
 */
export async function openCredentialProvider(
  options: CredentialProviderOptions,
): Promise<CredentialProvider> {
  const { registry, host, log } = options;
  const server = createServer(
    {
      key: registry.server.privateKeyPem,
      cert: registry.server.certificatePem,
      ca: registry.caPem,
      requestCert: true,
      // The registry decides, as for the broker.
      rejectUnauthorized: false,
      minVersion: 'TLSv1.2',
    },
    (request, response) => {
      const { status, body } = answer(options, request);
      if (status !== 200) {
        const text = `Refused credentials to ${request.socket.remoteAddress}: ${JSON.stringify(body)}`;
        log({ level: 'warn', area: 'identity', text });
      }
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    },
  );
  server.listen(0, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

interface Answer {
  readonly status: number;
  readonly body: object;
}

function answer(options: CredentialProviderOptions, request: IncomingMessage): Answer {
  const { registry, clock } = options;
  const name = PATH.exec(request.url ?? '')?.[1];
  if (request.method !== 'GET' || name === undefined) return refusal(404, 'Not found');
  const allows = permissionOf(registry, request);
  if (typeof allows === 'string') return refusal(403, allows);
  if (!allows(iotArn(registry.account, `rolealias/${name}`))) return refusal(403, 'Access denied');
  const alias = registry.roleAliases.find(name);
  if (alias === undefined) return refusal(404, `Role alias ${name} does not exist`);
  return { status: 200, body: { credentials: credentialsFor(alias, clock.now()) } };
}

/** Decides on aliases for who asks, or says why nobody is let in with that certificate. */
function permissionOf(
  registry: IdentityRegistry,
  { socket, headers }: IncomingMessage,
): string | ((resource: string) => boolean) {
  const peer = (socket as TLSSocket).getPeerX509Certificate();
  const judged = registry.judge(peer?.raw);
  if (!judged.ok) return `Invalid certificate: ${judged.reason}`;
  const { id: certificateId } = judged.certificate;
  const asked = headers[THING_HEADER];
  const thing = typeof asked === 'string' ? registry.things.find(asked) : undefined;
  if (asked !== undefined && thing?.principals.includes(certificateId) !== true) {
    return 'Invalid thing name passed: it is not attached to the certificate';
  }
  const decide = registry.decisions({
    clientId: thing?.name ?? '',
    certificateId,
    certificate: certificateAttributes(peer),
    connectAttributes: [],
    sourceIp: socket.remoteAddress,
  });
  return (resource) => decide('AssumeRoleWithCertificate', resource);
}

function refusal(status: number, message: string): Answer {
  return { status, body: { message } };
}

/** The form of what STS gives out: a key id that begins with ASIA, 40 characters of secret, a token. */
function credentialsFor({ durationSeconds }: RoleAliasRecord, now: number): object {
  const expires = Math.floor(now / 1_000) * 1_000 + durationSeconds * 1_000;
  return {
    accessKeyId: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64'),
    sessionToken: randomBytes(192).toString('base64'),
    expiration: new Date(expires).toISOString().replace('.000Z', 'Z'),
  };
}
