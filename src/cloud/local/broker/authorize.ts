import type { AedesOptions, PublishPacket } from 'aedes';
import { messageOf } from '../../../runtime/errors.ts';
import { REASON_CODE, evict, type BrokerContext, type Eviction } from './context.ts';
import { AWS_IOT_LIMITS, topicFault } from './limits.ts';
import type { Session } from './session.ts';

type AuthorizePublish = NonNullable<AedesOptions['authorizePublish']>;

/**
 * aedes acknowledges a QoS 1 publish after this hook and before any other, so the message is
 * handed over here: the PUBACK goes out when `onPublish` has resolved. When it rejects, or the
 * publish is not allowed, the connection ends without a PUBACK and the hook is never completed.
 * Last wills come this way too, after their connection has ended.
 */
export function authorizePublish(context: BrokerContext): AuthorizePublish {
  return (client, packet, done) => {
    const session = client === null ? undefined : context.sessions.get(client);
    if (client === null || session === undefined) {
      done(client === null ? null : new Error('no session'));
      return;
    }
    const isWill = (context.wills.get(client) as unknown) === packet;
    if (isWill && !isActive(context, session)) return;
    const fault = publishFault(session, packet);
    if (fault === undefined && !isWill && exceedsRate(context, session, packet)) done(null);
    else if (fault === undefined) void settle(context, session, { packet, done, isWill });
    else evict(context, session, fault);
  };
}

interface Incoming {
  readonly packet: PublishPacket;
  readonly done: Parameters<AuthorizePublish>[2];
  readonly isWill: boolean;
}

async function settle(context: BrokerContext, session: Session, incoming: Incoming): Promise<void> {
  const { packet, done, isWill } = incoming;
  try {
    if (await handOver(context, session, incoming)) done(null);
  } catch (error) {
    const eviction = notAccepted(packet.topic, error);
    // Nobody waits for an answer to these, so there is nothing to withhold.
    if (isWill || packet.qos === 0) context.refuse({ ...eviction.event, ...whoIs(session) });
    else evict(context, session, eviction);
    if (!isWill && packet.qos === 0) done(null);
  }
}

/** A device that lost its right to be here has lost it for its last will as well. */
function isActive({ registry }: BrokerContext, { certificate }: Session): boolean {
  return registry.certificates.find(certificate.id)?.status === 'ACTIVE';
}

/** Refused subscriptions get a failure in the SUBACK; quality of service 2 ends the connection. */
export function authorizeSubscribe(
  context: BrokerContext,
): NonNullable<AedesOptions['authorizeSubscribe']> {
  return (client, subscription, done) => {
    const session = context.sessions.get(client);
    if (session === undefined) {
      done(new Error('no session'));
      return;
    }
    const { topic, qos } = subscription;
    if (qos === 2) {
      evict(context, session, qosFault('subscribe', topic));
      return;
    }
    // The connection is on its way out, and why has been told.
    if (session.refused) {
      done(null, null);
      return;
    }
    const refusal = subscribeFault(session, topic);
    if (refusal === undefined) {
      session.subscriptions.add(topic);
      done(null, subscription);
      return;
    }
    if (refusal === 'exceeded') {
      session.exceeded = true;
      done(null, null);
      return;
    }
    context.refuse({ stage: 'subscribe', topic, ...refusal, ...whoIs(session) });
    done(null, null);
  };
}

/** iot:Receive is asked for every delivery (developer guide, iot-policy-actions). */
export function authorizeForward(
  context: BrokerContext,
): NonNullable<AedesOptions['authorizeForward']> {
  return (client, packet) => {
    const session = context.sessions.get(client);
    if (session === undefined) return null;
    if (session.allows('Receive', `topic/${packet.topic}`)) return packet;
    const detail = `no policy allows it to receive from ${packet.topic}`;
    context.refuse({
      stage: 'receive',
      reason: 'policy',
      detail,
      topic: packet.topic,
      ...whoIs(session),
    });
    return null;
  };
}

/** False when the session ended meanwhile for a refusal: then nobody waits for an answer. */
async function handOver(
  context: BrokerContext,
  session: Session,
  { packet, isWill }: Incoming,
): Promise<boolean> {
  const message = {
    topic: packet.topic,
    payload: payloadBytes(packet.payload),
    qos: packet.qos === 0 ? (0 as const) : (1 as const),
    clientId: session.clientId,
    principal: session.certificate.id,
    receivedAt: context.clock.now(),
  };
  let accepted = false;
  await session.lane(async () => {
    if (context.closing || (session.refused && !isWill)) return;
    await context.onPublish(message);
    accepted = true;
  });
  return accepted;
}

function publishFault(session: Session, packet: PublishPacket): Eviction | undefined {
  const { topic } = packet;
  if (packet.qos === 2) return qosFault('publish', topic);
  const fault = topicFault(topic);
  if (fault !== undefined) return limitFault(topic, fault, REASON_CODE.topicNameInvalid);
  if (Buffer.byteLength(packet.payload) > AWS_IOT_LIMITS.payloadBytesMax) {
    return limitFault(topic, 'the payload is larger than 128 KiB', REASON_CODE.packetTooLarge);
  }
  if (!session.allows('Publish', `topic/${topic}`)) return forbidden(topic, 'publish to');
  if (packet.retain && !session.allows('RetainPublish', `topic/${topic}`)) {
    return forbidden(topic, 'retain a message on');
  }
  return undefined;
}

/** Refusals for the rate are told once in so many ms, or they would be as many as the publishes. */
const RATE_TOLD_EVERY_MS = 1_000;

/**
 * Whether the publish is over the rate; then it is marked so that aedes neither acknowledges it nor
 * passes it on (General Reference: "Publish requests that exceed that quota are discarded").
 */
function exceedsRate(context: BrokerContext, session: Session, packet: PublishPacket): boolean {
  const now = context.clock.now();
  if (!context.enforceRate || withinRate(session, now)) return false;
  // The mark of a publish that was not authorized; aedes declares no other way to drop one.
  Object.assign(packet, { _notAuthorized: true });
  if (now - session.rate.toldAt < RATE_TOLD_EVERY_MS) return true;
  session.rate.toldAt = now;
  const detail = `more than ${AWS_IOT_LIMITS.publishesPerSecondMax} publishes a second on one connection; the rest is discarded`;
  const { topic } = packet;
  context.refuse({ stage: 'publish', reason: 'rate', topic, detail, ...whoIs(session) });
  return true;
}

/** Token bucket that holds one second's worth of publishes. */
function withinRate({ rate }: Session, now: number): boolean {
  const { publishesPerSecondMax } = AWS_IOT_LIMITS;
  const earned = ((now - rate.at) / 1_000) * publishesPerSecondMax;
  rate.tokens = Math.min(publishesPerSecondMax, rate.tokens + earned);
  rate.at = now;
  if (rate.tokens < 1) return false;
  rate.tokens -= 1;
  return true;
}

function subscribeFault(
  session: Session,
  filter: string,
): { readonly reason: 'limit' | 'policy'; readonly detail: string } | 'exceeded' | undefined {
  const fault = topicFault(filter);
  if (fault !== undefined) return { reason: 'limit', detail: fault };
  const { subscriptions } = session;
  const isNew = !subscriptions.has(filter);
  if (isNew && subscriptions.size >= AWS_IOT_LIMITS.subscriptionsPerConnectionMax)
    return 'exceeded';
  if (session.allows('Subscribe', `topicfilter/${filter}`)) return undefined;
  return { reason: 'policy', detail: `no policy allows it to subscribe to ${filter}` };
}

function forbidden(topic: string, doing: string): Eviction {
  return {
    event: {
      stage: 'publish',
      reason: 'policy',
      topic,
      detail: `no policy allows it to ${doing} ${topic}`,
    },
    reason: 'FORBIDDEN_ACCESS',
    reasonCode: REASON_CODE.notAuthorized,
  };
}

function limitFault(topic: string, detail: string, reasonCode: number): Eviction {
  return {
    event: { stage: 'publish', reason: 'limit', topic, detail },
    reason: 'CLIENT_ERROR',
    reasonCode,
  };
}

function qosFault(stage: 'publish' | 'subscribe', topic: string): Eviction {
  const detail = 'quality of service 2 is not available on AWS IoT Core; use 0 or 1';
  return {
    event: { stage, reason: 'qos', topic, detail },
    reason: 'CLIENT_ERROR',
    reasonCode: REASON_CODE.qosNotSupported,
  };
}

function notAccepted(topic: string, error: unknown): Eviction {
  return {
    event: { stage: 'publish', reason: 'not-accepted', topic, detail: messageOf(error) },
    reason: 'SERVER_ERROR',
    reasonCode: REASON_CODE.implementationSpecific,
  };
}

function whoIs(session: Session): { readonly clientId: string; readonly certificateId: string } {
  return { clientId: session.clientId, certificateId: session.certificate.id };
}

function payloadBytes(payload: string | Buffer): Uint8Array {
  return typeof payload === 'string' ? Buffer.from(payload, 'utf8') : payload;
}
