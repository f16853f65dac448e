import type { X509Certificate } from 'node:crypto';
import { Aedes } from 'aedes';
import type { Clock } from '../../../runtime/clock.ts';
import type { Log } from '../../../runtime/log.ts';
import type { IdentityRegistry } from '../identity/identity-registry.ts';
import { authorizeForward, authorizePublish, authorizeSubscribe } from './authorize.ts';
import { authenticate, preConnect } from './connect.ts';
import type { BrokerContext } from './context.ts';
import type { BrokerMessage, ConnectionEvent, RefusedEvent } from './events.ts';
import { watchConnections, watchRegistry } from './lifecycle.ts';
import { AWS_IOT_LIMITS, PACKET_BYTES_MAX } from './limits.ts';
import { CONNECTIONS_MAX, openListener } from './listener.ts';
import { replyTo } from './reply.ts';
import { createPublishLanes } from './publish-lanes.ts';

export interface BrokerOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Its server certificate and key are the broker's; its certificates and policies decide. */
  readonly registry: IdentityRegistry;
  /** Stamps messages and counts rates; may be simulated. */
  readonly clock: Clock;
  readonly log: Log;
  /**
   * Takes a message over. A QoS 1 publish is acknowledged when this resolves; when it rejects, the
   * connection ends without a PUBACK, so the device sends the message again. Messages of one
   * connection are handed over one after the other, in order.
   */
  readonly onPublish: (message: BrokerMessage) => Promise<void>;
  readonly onRefused?: (event: RefusedEvent) => void;
  readonly onConnection?: (event: ConnectionEvent) => void;
  /**
   * Is asked about certificates that are not registered, or wait for their activation: whether it has
   * taken it up just now. The connection ends either way.
   */
  readonly onStranger?: (certificate: X509Certificate) => boolean;
  /** Messages that may be with `onPublish` at once; more wait in their sockets. */
  readonly concurrentPublishesMax?: number;
  /** Connections that may be open at once; more are refused. */
  readonly connectionsMax?: number;
  /**
   * Discards what exceeds AWS's 100 publishes a second and connection, as AWS does: no PUBACK, no
   * rule, no subscriber. Off by default: a simulation that runs faster than real time exceeds it
   * with an honest device.
   */
  readonly enforceRate?: boolean;
}

export interface Broker {
  readonly host: string;
  readonly port: number;
  connectedCount(): number;
  /** Delivers to subscribers only; rules do not see it. */
  publish(topic: string, payload: Uint8Array | string, qos?: 0 | 1): Promise<void>;
  /** Delivers to one connection, if it has subscribed to the topic; to nobody otherwise. */
  reply(clientId: string, topic: string, payload: Uint8Array): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const CONCURRENT_PUBLISHES_MAX = 256;
/** Packets that a client may send before its CONNACK. */
const PACKETS_BEFORE_CONNACK_MAX = 100;

/**
 * Starts an MQTT 3.1.1 and 5 broker that behaves as AWS IoT Core's: mutual TLS, the registry's
 * policies, AWS's limits (developer guide, mqtt).
 * @throws PmSimError `broker/port-in-use`, `broker/cannot-listen`
 */
export async function startBroker(options: BrokerOptions): Promise<Broker> {
  const context = contextOf(options);
  const aedes = await createAedes(context);
  watchConnections(aedes, context);
  const stopWatching = watchRegistry(context);
  const listener = await openListener({
    host: options.host,
    port: options.port,
    identity: options.registry.server,
    caPem: options.registry.caPem,
    ...(options.connectionsMax === undefined ? {} : { connectionsMax: options.connectionsMax }),
    onSocket: (socket) => aedes.handle(socket),
    onRefused: context.refuse,
  }).catch(async (error: unknown) => {
    stopWatching();
    await closeAedes(aedes);
    throw error;
  });
  const close = async (): Promise<void> => {
    stopWatching();
    listener.stop();
    context.closing = true;
    await context.lanes.idle();
    await closeAedes(aedes);
    await listener.close();
  };
  let closed: Promise<void> | undefined;
  return {
    host: options.host,
    port: listener.port,
    connectedCount: () => context.live.size,
    publish: (topic, payload, qos = 0) =>
      publish(aedes, { topic, payload: Buffer.from(payload), qos }),
    reply: (clientId, topic, payload) => replyTo(context.live.get(clientId), topic, payload),
    [Symbol.asyncDispose]: () => (closed ??= close()),
  };
}

function contextOf(options: BrokerOptions): BrokerContext {
  const { log, onRefused, onConnection = () => undefined, onStranger = () => false } = options;
  return {
    registry: options.registry,
    clock: options.clock,
    lanes: createPublishLanes(options.concurrentPublishesMax ?? CONCURRENT_PUBLISHES_MAX),
    enforceRate: options.enforceRate ?? false,
    sessions: new WeakMap(),
    wills: new WeakMap(),
    persistent: new WeakSet(),
    live: new Map(),
    onPublish: options.onPublish,
    onConnection,
    onStranger,
    refuse(event) {
      log({
        level: 'warn',
        area: 'broker',
        text: refusalText(event),
        fields: { reason: event.reason },
      });
      onRefused?.(event);
    },
    log,
    closing: false,
  };
}

async function createAedes(context: BrokerContext): Promise<Aedes> {
  return Aedes.createBroker({
    keepaliveLimit: AWS_IOT_LIMITS.keepAliveSecondsMax,
    maximumPacketSize: PACKET_BYTES_MAX,
    sessionExpiryIntervalLimit: AWS_IOT_LIMITS.sessionExpirySecondsMax,
    pendingSessionsLimit: CONNECTIONS_MAX,
    queueLimit: PACKETS_BEFORE_CONNACK_MAX,
    preConnect: preConnect(context),
    authenticate: authenticate(context),
    authorizePublish: authorizePublish(context),
    authorizeSubscribe: authorizeSubscribe(context),
    authorizeForward: authorizeForward(context),
  });
}

function closeAedes(aedes: Aedes): Promise<void> {
  return new Promise((resolve) => aedes.close(resolve));
}

function publish(
  aedes: Aedes,
  message: { readonly topic: string; readonly payload: Buffer; readonly qos: 0 | 1 },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const packet = { cmd: 'publish' as const, dup: false, retain: false, ...message };
    aedes.publish(packet, (error) => (error ? reject(error) : resolve()));
  });
}

function refusalText(event: RefusedEvent): string {
  const who = event.clientId ?? event.remoteAddress ?? 'a peer';
  return `Refused ${who} at ${event.stage}: ${event.detail}.`;
}
