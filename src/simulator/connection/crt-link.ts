import type { ICrtError, io, mqtt5 } from 'aws-iot-device-sdk-v2';
import { PmSimError, messageOf } from '../../runtime/errors.ts';
import { mqttReason } from '../../telemetry/mqtt-reason.ts';
import { CONNACK_TIMEOUT, crtClosure, type CrtEnd } from './crt-closure.ts';
import type {
  BrokerAddress,
  Link,
  LinkEvents,
  LinkOptions,
  OpenLink,
  TlsIdentity,
} from './link.ts';

type Sdk = { readonly mqtt5: typeof mqtt5; readonly io: typeof io };
/** TLS contexts of the Common Runtime, about 1 MiB each: one for an identity, not for a connection. */
type Contexts = WeakMap<TlsIdentity, io.ClientTlsContext>;

/**
 * Links by the AWS IoT Device SDK for JavaScript v2 (MQTT 5 client of the Common Runtime), which is
 * loaded here and not before. It speaks MQTT 5 only, opens its sockets itself, and has no way to mark a
 * message as a duplicate: `dup` is not sent. Its own reconnecting is not used: a link is one connection.
 * Events and errors: aws-crt-nodejs, `Mqtt5Client`.
 */
export async function loadCrtLinks(): Promise<OpenLink> {
  const sdk = await import('aws-iot-device-sdk-v2');
  const contexts: Contexts = new WeakMap();
  return (options, events) => openCrtLink(options, events, { ...sdk, contexts });
}

interface CrtState {
  reached: 'nothing' | 'accepted';
  stopping: boolean;
  over: boolean;
}

function openCrtLink(
  options: LinkOptions,
  events: LinkEvents,
  sdk: Sdk & { readonly contexts: Contexts },
): Link {
  const client = new sdk.mqtt5.Mqtt5Client(configOf(options, sdk));
  const state: CrtState = { reached: 'nothing', stopping: false, over: false };
  const stop = (disconnect?: mqtt5.DisconnectPacket): void => {
    if (state.stopping) return;
    state.stopping = true;
    client.stop(disconnect);
  };
  watch(client, { options, events, state, stop });
  client.start();
  return linkOf(client, { sdk, state, stop });
}

interface Watched {
  readonly options: LinkOptions;
  readonly events: LinkEvents;
  readonly state: CrtState;
  readonly stop: () => void;
}

function watch(client: mqtt5.Mqtt5Client, { options, events, state, stop }: Watched): void {
  // The runtime's own bounds do not cover a handshake: a certificate it does not trust takes it 18 s.
  const patience = setTimeout(() => {
    void finish({ reached: 'nothing', name: CONNACK_TIMEOUT });
  }, options.connectTimeoutMs);
  async function finish(end: CrtEnd): Promise<void> {
    if (state.over) return;
    state.over = true;
    clearTimeout(patience);
    stop();
    events.onClosed(await crtClosure(end, options));
  }
  client.on('connectionSuccess', ({ connack, settings }) => {
    if (state.over) return;
    clearTimeout(patience);
    state.reached = 'accepted';
    const { receiveMaximumFromServer } = settings;
    events.onConnected({
      sessionPresent: connack.sessionPresent,
      receiveMax: receiveMaximumFromServer,
    });
  });
  client.on('connectionFailure', ({ error, connack }) => {
    void finish({ reached: 'nothing', name: nameOf(error), brokerCode: connack?.reasonCode });
  });
  client.on('disconnection', ({ error, disconnect }) => {
    void finish({ reached: 'accepted', name: nameOf(error), brokerCode: disconnect?.reasonCode });
  });
  client.on('error', (error) => void finish({ reached: state.reached, name: nameOf(error) }));
  client.on('messageReceived', ({ message }) => {
    const { topicName: topic, payload, qos, duplicate } = message as ReceivedPublish;
    if (state.over) return;
    // Nothing is a buffer that is detached, of which no other can be made.
    const sent = payload as ArrayBuffer;
    const bytes = sent.byteLength === 0 ? NOTHING : Buffer.from(sent);
    events.onMessage?.({
      topic,
      payload: bytes,
      qos: (qos as number) === 0 ? 0 : 1,
      dup: duplicate === true,
    });
  });
  client.on('stopped', () => {
    void finish({ reached: state.reached, name: STOPPED_BY_US });
    client.close();
  });
}

const STOPPED_BY_US = 'AWS_ERROR_MQTT5_USER_REQUESTED_STOP';

const NOTHING = Buffer.alloc(0);

/** The SDK's type leaves out the flag that its native part may set. */
type ReceivedPublish = mqtt5.PublishPacket & { readonly duplicate?: boolean };

interface LinkParts {
  readonly sdk: Sdk;
  readonly state: CrtState;
  readonly stop: (disconnect?: mqtt5.DisconnectPacket) => void;
}

function linkOf(client: mqtt5.Mqtt5Client, { sdk, state, stop }: LinkParts): Link {
  /** What an operation came to; one that the end of the connection took with it came to nothing. */
  function settle<T>(
    operation: () => Promise<T>,
    onDone: (refusal?: string) => void,
    reasonOf: (result: T) => number | undefined,
  ): void {
    if (state.stopping) return;
    const settled = (refusal?: string): void => {
      if (!state.over) onDone(refusal);
    };
    operation()
      .then((result) => {
        const reason = reasonOf(result) ?? 0;
        return settled(reason < REFUSED_FROM ? undefined : mqttReason(reason).name);
      })
      .catch((error: ICrtError) => {
        if (!ENDED.test(nameOf(error))) settled(nameOf(error));
      });
  }
  return {
    publish({ topic, payload, qos }, onDone) {
      const publish = () => client.publish({ topicName: topic, payload, qos });
      settle(publish, onDone, (result) => result?.reasonCode);
    },
    subscribe(filters, qos, onDone) {
      const subscriptions = filters.map((topicFilter) => ({ topicFilter, qos }));
      settle(() => client.subscribe({ subscriptions }), onDone, worstReason);
    },
    unsubscribe(filters, onDone) {
      settle(() => client.unsubscribe({ topicFilters: [...filters] }), onDone, worstReason);
    },
    end: () => stop({ reasonCode: sdk.mqtt5.DisconnectReasonCode.NormalDisconnection }),
    destroy: () => stop(),
  };
}

/** MQTT 5 §2.4: reason codes of 0x80 and above are refusals. */
const REFUSED_FROM = 0x80;
/** How an operation fails whose connection has ended; nobody refused it. */
const ENDED = /OFFLINE_QUEUE_POLICY|USER_REQUESTED_STOP|TERMINATED|CLOSED|HANGUP|TIMEOUT/;

function worstReason({ reasonCodes }: { readonly reasonCodes: readonly number[] }): number {
  return Math.max(0, ...reasonCodes);
}

function nameOf(error: ICrtError): string {
  return error.error_name ?? messageOf(error);
}

/** Longer than stopping takes: the first failure ends a link. */
const NEVER_MS = 86_400_000;
const ACK_SECONDS_MAX = 86_400;

function configOf(
  options: LinkOptions,
  sdk: Sdk & { readonly contexts: Contexts },
): mqtt5.Mqtt5ClientConfig {
  const { keepAliveSeconds, connectTimeoutMs, session } = options;
  const { host, port, tls } = addressOf(options);
  const { mqtt5: mqtt } = sdk;
  return {
    hostName: host,
    port,
    connectProperties: connectOf(options, sdk),
    sessionBehavior: session
      ? mqtt.ClientSessionBehavior.RejoinAlways
      : mqtt.ClientSessionBehavior.Clean,
    connackTimeoutMs: connectTimeoutMs,
    minReconnectDelayMs: NEVER_MS,
    maxReconnectDelayMs: NEVER_MS,
    pingTimeoutMs: keepAliveSeconds * 500,
    ackTimeoutSeconds: ACK_SECONDS_MAX,
    offlineQueueBehavior: mqtt.ClientOperationQueueBehavior.FailAllOnDisconnect,
    // Otherwise it writes what it is and where it runs behind the user name.
    disableMetrics: true,
    extendedValidationAndFlowControlOptions: mqtt.ClientExtendedValidationAndFlowControl.None,
    ...(tls === undefined ? {} : { tlsCtx: contextOf(tls, sdk) }),
  };
}

function connectOf({ clientId, keepAliveSeconds, ...rest }: LinkOptions, sdk: Sdk) {
  const { will, login, session } = rest;
  const { AtLeastOnce: qos } = sdk.mqtt5.QoS;
  return {
    clientId,
    keepAliveIntervalSeconds: keepAliveSeconds,
    ...loginOf(login),
    ...(session === undefined ? {} : { sessionExpiryIntervalSeconds: session.expirySeconds }),
    ...(will === undefined ? {} : { will: { topicName: will.topic, payload: will.payload, qos } }),
  };
}

function loginOf(login: LinkOptions['login']) {
  if (login === undefined) return {};
  const { username, password } = login;
  return { username, ...(password === undefined ? {} : { password: Buffer.from(password) }) };
}

/** @throws PmSimError `connection/client` where the link is asked for what this client cannot do */
function addressOf({ address, protocolVersion }: LinkOptions): BrokerAddress {
  if (protocolVersion === 5 && address !== undefined) return address;
  const text = 'The crt client speaks MQTT 5 and opens its sockets itself: it needs an address.';
  throw new PmSimError('connection/client', text, { kind: 'system' });
}

/** @throws PmSimError `connection/identity` when certificate and key cannot be used */
function contextOf(
  identity: TlsIdentity,
  { io: runtime, contexts }: Sdk & { readonly contexts: Contexts },
): io.ClientTlsContext {
  const known = contexts.get(identity);
  if (known !== undefined) return known;
  const { ca, cert, key } = identity;
  try {
    const options =
      cert === undefined || key === undefined
        ? new runtime.TlsContextOptions()
        : runtime.TlsContextOptions.create_client_with_mtls(cert, key);
    if (ca !== undefined) options.override_default_trust_store(ca);
    const context = new runtime.ClientTlsContext(options);
    contexts.set(identity, context);
    return context;
  } catch (cause) {
    const text = `The device's certificate and key cannot be used: ${messageOf(cause)}.`;
    throw new PmSimError('connection/identity', text, {
      cause,
      hint: 'Expected a PEM certificate and the private key that belongs to it.',
    });
  }
}
