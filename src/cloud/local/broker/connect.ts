import type { AedesOptions, AuthenticateError, Client, ConnectPacket } from 'aedes';
import type { TLSSocket } from 'node:tls';
import type { X509Certificate } from 'node:crypto';
import { iotArn } from '../identity/arn.ts';
import { certificateAttributes } from '../identity/certificate-attributes.ts';
import type { Decide } from '../identity/policy-decision.ts';
import type { CertificateRecord } from '../identity/records.ts';
import type { BrokerContext, LastWill } from './context.ts';
import type { RefusedEvent } from './events.ts';
import { AWS_IOT_LIMITS, clientIdFault, keepAliveSeconds, topicFault } from './limits.ts';
import { createSession, type SessionSubject } from './session.ts';
import { watchSubscribes } from './subscribe-limit.ts';

/** CONNACK return codes of MQTT 3.1.1 (§3.2.2.3), which aedes translates for MQTT 5. */
const IDENTIFIER_REJECTED = 2;
const NOT_AUTHORIZED = 5;

/** First look at a CONNECT: the keep-alive is brought into AWS's range. */
export function preConnect(context: BrokerContext): NonNullable<AedesOptions['preConnect']> {
  return (client, packet, done) => {
    const requested = packet.keepalive ?? 0;
    const applied = keepAliveSeconds(requested);
    // What is lowered for MQTT 5 has to be told by Server Keep Alive, which aedes does by itself.
    const told = packet.protocolVersion === 5 && (requested === 0 || applied < requested);
    if (!told) Object.assign(packet, { keepalive: applied });
    if (packet.will !== undefined) context.wills.set(client, packet.will);
    if (isPersistent(packet)) context.persistent.add(client);
    // aedes looks filters up in a plain object, where `toString` is found and brings the process down.
    Object.assign(client, { subscriptions: Object.create(null) as object });
    watchSubscribes(context, client);
    done(null, true);
  };
}

/** A session that outlives its connection: MQTT 5 says so by its expiry, 3.1.1 by not being clean. */
function isPersistent(packet: ConnectPacket): boolean {
  if (packet.protocolVersion !== 5) return packet.clean === false;
  return (packet.properties?.sessionExpiryInterval ?? 0) > 0;
}

/** Lets in who holds an active registered certificate whose policies allow the client id. */
export function authenticate(context: BrokerContext): NonNullable<AedesOptions['authenticate']> {
  return (...[client, , , done]) => {
    const socket = client.conn as TLSSocket;
    const peer = socket.getPeerX509Certificate();
    const remoteAddress = socket.remoteAddress;
    const will = context.wills.get(client);
    const subject: SessionSubject = {
      certificate: certificateAttributes(peer),
      connectAttributes: [
        ...(context.persistent.has(client) ? (['PersistentConnect'] as const) : []),
        ...(will === undefined ? [] : (['LastWill'] as const)),
      ],
      sourceIp: remoteAddress,
    };
    const verdict = admit(context, { client, peer, subject, will });
    if (verdict.ok) {
      takeOver(context, client.id);
      context.sessions.set(
        client,
        createSession({
          client,
          certificate: verdict.certificate,
          subject,
          lane: context.lanes.open(),
          decide: verdict.decide,
          account: context.registry.account,
          rate: {
            tokens: AWS_IOT_LIMITS.publishesPerSecondMax,
            at: context.clock.now(),
            toldAt: Number.NEGATIVE_INFINITY,
          },
        }),
      );
      done(null, true);
      return;
    }
    const refusal = takenUp(context, peer, verdict.refusal);
    context.refuse({ stage: 'connect', clientId: client.id, remoteAddress, ...refusal });
    // AWS IoT ends the connection without a word here, and a device tries again after that.
    if (refusal.reason === 'certificate-pending') socket.destroy();
    else done(connackError(refusal), false);
  };
}

const UNSETTLED: readonly Refusal['reason'][] = [
  'certificate-foreign',
  'certificate-unknown',
  'certificate-pending',
];

/** A certificate may be registered by being refused. */
function takenUp(
  { onStranger }: BrokerContext,
  peer: X509Certificate | undefined,
  refusal: Refusal,
): Refusal {
  if (peer === undefined || !UNSETTLED.includes(refusal.reason) || !onStranger(peer))
    return refusal;
  const detail = 'the certificate was registered just now; the device has to connect again';
  return { ...refusal, reason: 'certificate-pending', detail };
}

interface Applicant {
  readonly client: Client;
  readonly peer: X509Certificate | undefined;
  readonly subject: SessionSubject;
  readonly will: LastWill | undefined;
}

type Refusal = Pick<RefusedEvent, 'reason' | 'detail' | 'certificateId' | 'topic'>;
type Admission =
  | { readonly ok: true; readonly certificate: CertificateRecord; readonly decide: Decide }
  | { readonly ok: false; readonly refusal: Refusal };

function admit(context: BrokerContext, applicant: Applicant): Admission {
  const { registry } = context;
  const judged = registry.judge(applicant.peer?.raw);
  if (!judged.ok) {
    const { reason, certificateId } = judged;
    return refuse({ reason, certificateId, detail: DETAILS[reason] });
  }
  const { certificate } = judged;
  const clientId = applicant.client.id;
  const certificateId = certificate.id;
  const decide = registry.decisions({ clientId, certificateId, ...applicant.subject });
  const fault = clientIdFault(clientId);
  if (fault !== undefined) return refuse({ reason: 'limit', certificateId, detail: fault });
  if (!decide('Connect', iotArn(registry.account, `client/${clientId}`))) {
    return refuse({
      reason: 'policy',
      certificateId,
      detail: `no policy of the certificate lets it connect as ${clientId}`,
    });
  }
  const willRefusal = refusedWill(context, decide, applicant.will);
  if (willRefusal !== undefined) return refuse({ certificateId, ...willRefusal });
  return { ok: true, certificate, decide };
}

function refuse(refusal: Refusal): Admission {
  return { ok: false, refusal };
}

/** A will that could not be published later is refused now, while there is somebody to tell. */
function refusedWill(
  context: BrokerContext,
  decide: Decide,
  will: LastWill | undefined,
): Refusal | undefined {
  if (will === undefined) return undefined;
  const { topic, payload } = will;
  const fault = topicFault(topic);
  if (fault !== undefined) return { reason: 'limit', topic, detail: `last will: ${fault}` };
  if (will.qos === 2) {
    return { reason: 'qos', topic, detail: 'last will: quality of service 2 is not available' };
  }
  if (Buffer.byteLength(payload) > AWS_IOT_LIMITS.payloadBytesMax) {
    return { reason: 'limit', topic, detail: 'last will: the payload is larger than 128 KiB' };
  }
  const resource = iotArn(context.registry.account, `topic/${topic}`);
  if (!decide('Publish', resource)) {
    return { reason: 'policy', topic, detail: `no policy allows the last will on ${topic}` };
  }
  if (will.retain !== true || decide('RetainPublish', resource)) return undefined;
  return {
    reason: 'policy',
    topic,
    detail: `no policy allows to retain the last will on ${topic}`,
  };
}

/** aedes closes the older connection of the same client id; here its reason is kept. */
function takeOver(context: BrokerContext, clientId: string): void {
  const older = context.live.get(clientId);
  if (older !== undefined) older.disconnectReason ??= 'DUPLICATE_CLIENTID';
}

function connackError(refusal: Refusal): AuthenticateError {
  const returnCode = refusal.reason === 'limit' ? IDENTIFIER_REJECTED : NOT_AUTHORIZED;
  const error: Error = Object.assign(new Error(refusal.detail), { returnCode });
  return error as AuthenticateError;
}

const DETAILS: Readonly<
  Record<Extract<RefusedEvent['reason'], `certificate-${string}` | 'no-certificate'>, string>
> = {
  'no-certificate': 'the device sent no certificate',
  'certificate-foreign': 'the certificate is from another authority and is not registered',
  'certificate-unknown':
    'the certificate is not in the registry: it was deleted, or the state folder is another',
  'certificate-pending': 'the certificate is registered and waits for its activation',
  'certificate-inactive': 'the certificate is inactive',
  'certificate-revoked': 'the certificate is revoked',
  'certificate-expired': 'the certificate has expired',
  'certificate-not-yet-valid': 'the certificate is not valid yet',
};
