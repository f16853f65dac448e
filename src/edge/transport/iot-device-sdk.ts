import { once } from 'node:events';
import type { ICrtError, iot, mqtt5 } from 'aws-iot-device-sdk-v2';
import { sleep, type Clock } from '../../runtime/clock.ts';
import { createCondition } from '../../runtime/condition.ts';
import { PmSimError, messageOf } from '../../runtime/errors.ts';
import type { RunEvent } from '../../telemetry/run-event.ts';
import { mqttReason } from '../../telemetry/mqtt-reason.ts';
import { attachDownlink, type Downlink } from './downlink.ts';
import { createConnectionWatch, type ConnectionWatch } from './connection-watch.ts';
import { ownCertificateFault } from './own-certificate.ts';
import { probeTls } from './tls-probe.ts';

export interface DeviceTransportOptions {
  readonly host: string;
  readonly port: number;
  /** PEM of the authorities that the broker's certificate may come from. */
  readonly ca: string;
  /** PEM, the device's own. */
  readonly cert: string;
  readonly key: string;
  readonly clientId: string;
  readonly will: { readonly topic: string; readonly payload: string };
  readonly keepAliveSeconds: number;
  /**
   * Keep within AWS IoT Core's limits for a connection (100 publishes/s, 512 KiB/s): on for AWS, off
   * for a broker of our own.
   */
  readonly awsLimits: boolean;
  /** Messages held without an acknowledgement, at most. */
  readonly heldMax: number;
  /** Reconnects wait a full-jitter time between these, ms; default 250 … 30,000. */
  readonly reconnectMs?: { readonly min: number; readonly max: number };
  /** Wall time. */
  readonly clock: Clock;
  readonly onEvent: (event: Extract<RunEvent, { readonly type: 'connection' }>) => void;
}

/** One device's way to the cloud: the same publish port as a fleet's, for one connection. */
export interface DeviceTransport {
  /** Connected, refused, or tried once and still trying. */
  readonly ready: Promise<void>;
  /**
   * QoS 1: resolves at PUBACK, over however many reconnects. Rejects with a PmSimError
   * `connection/…`: `refused`, `publish-refused`, `not-authorized`, `outbox-full`, `closed`.
   */
  publish(topic: string, payload: string): Promise<void>;
  /** Resolves when one more message can be taken, or when aborted. */
  room(signal?: AbortSignal): Promise<void>;
  /** Hears what comes down to the device until told otherwise, over however many reconnects. */
  listen(downlink: Downlink): () => void;
  /** Why the broker will not have this device; undefined while it may. */
  refusal(): string | undefined;
  /** Waits until nothing is held any more, at most so long; resolves to the messages still held. */
  drain(timeoutMs: number): Promise<number>;
  /**
   * Disconnects in good order. The SDK's native client keeps the process alive until it is garbage
   * collected, up to 15 s later when nothing else runs (awslabs/aws-crt-nodejs issue 600): a program
   * that is done should end with `process.exit`.
   */
  [Symbol.asyncDispose](): Promise<void>;
}

const RECONNECT_MS = { min: 250, max: 30_000 };
const CONNACK_MS_MAX = 20_000;
/** The SDK gives a message up after 60 s without PUBACK unless told otherwise; only a day is for ever. */
const ACK_SECONDS_MAX = 86_400;

/** How long stopping may take, ms: after a failed handshake the SDK's TLS stays deaf for seconds. */
const STOP_MS_MAX = 2_000;

/**
 * Connects through the AWS IoT Device SDK for JavaScript v2 (MQTT 5 client of the Common Runtime),
 * which is loaded here and not before: 43 MB of it and 110 ms. Messages un-acked when a connection
 * breaks go first on the next one, marked as duplicates.
 * @throws PmSimError `connection/identity` when certificate and key cannot be used
 */
export async function connectDevice(options: DeviceTransportOptions): Promise<DeviceTransport> {
  const sdk = await import('aws-iot-device-sdk-v2');
  const client = new sdk.mqtt5.Mqtt5Client(configOf(options, sdk));
  const watch = createConnectionWatch(options.clientId, {
    onEvent: options.onEvent,
    stop: () => client.stop(),
    examine: () => probeTls(options),
    ownFault: () => ownFault(options),
  });
  client.on('connectionSuccess', () => watch.connected());
  client.on('connectionFailure', ({ error, connack }) => {
    watch.failed(nameOf(error), connack?.reasonCode);
  });
  client.on('disconnection', ({ error, disconnect }) => {
    if (nameOf(error) !== STOPPED_BY_US) watch.disconnected(nameOf(error), disconnect?.reasonCode);
  });
  client.on('error', (error) => watch.failed(nameOf(error)));
  client.start();
  return transportOf(options, { client, watch, sdk });
}

const STOPPED_BY_US = 'AWS_ERROR_MQTT5_USER_REQUESTED_STOP';

function nameOf(error: ICrtError): string {
  return error.error_name ?? messageOf(error);
}

type Sdk = { readonly iot: typeof iot; readonly mqtt5: typeof mqtt5 };

function configOf(options: DeviceTransportOptions, sdk: Sdk): mqtt5.Mqtt5ClientConfig {
  try {
    return buildConfig(options, sdk);
  } catch (cause) {
    const text = `The device's certificate and key cannot be used: ${messageOf(cause)}.`;
    throw new PmSimError('connection/identity', text, {
      cause,
      kind: 'connection',
      hint: 'Expected a PEM certificate and the private key that belongs to it.',
    });
  }
}

function buildConfig(options: DeviceTransportOptions, sdk: Sdk): mqtt5.Mqtt5ClientConfig {
  const { clientId, will, keepAliveSeconds, reconnectMs = RECONNECT_MS } = options;
  const limits = sdk.mqtt5.ClientExtendedValidationAndFlowControl;
  const { AwsIotMqtt5ClientConfigBuilder: builder } = sdk.iot;
  return builder
    .newDirectMqttBuilderWithMtlsFromMemory(options.host, options.cert, options.key)
    .withCertificateAuthority(options.ca)
    .withPort(options.port)
    .withConnectProperties({
      clientId,
      keepAliveIntervalSeconds: keepAliveSeconds,
      will: { topicName: will.topic, payload: will.payload, qos: sdk.mqtt5.QoS.AtLeastOnce },
    })
    .withSessionBehavior(sdk.mqtt5.ClientSessionBehavior.Clean)
    .withRetryJitterMode(sdk.mqtt5.RetryJitterType.Full)
    .withMinReconnectDelayMs(reconnectMs.min)
    .withMaxReconnectDelayMs(reconnectMs.max)
    .withConnackTimeoutMs(CONNACK_MS_MAX)
    .withAckTimeoutSeconds(ACK_SECONDS_MAX)
    .withOfflineQueueBehavior(sdk.mqtt5.ClientOperationQueueBehavior.FailNonQos1PublishOnDisconnect)
    .withExtendedValidationAndFlowControlOptions(
      options.awsLimits ? limits.AwsIotCoreDefaults : limits.None,
    )
    .build();
}

interface Parts {
  readonly client: mqtt5.Mqtt5Client;
  readonly watch: ConnectionWatch;
  readonly sdk: Sdk;
}

function transportOf(options: DeviceTransportOptions, parts: Parts): DeviceTransport {
  const { client, watch } = parts;
  const settled = createCondition();
  const open = new Set<(error: Error) => void>();
  let disposed: Promise<void> | undefined;

  const lost = (): string | undefined =>
    watch.refusal() ?? (disposed === undefined ? undefined : CLOSED);

  function publish(topic: string, payload: string): Promise<void> {
    const reason = lost();
    if (reason !== undefined) return Promise.reject(notDelivered(options, reason));
    if (open.size >= options.heldMax) return Promise.reject(outboxFull(options));
    return new Promise((resolve, reject) => {
      open.add(reject);
      const left = (): void => {
        open.delete(reject);
        settled.check();
      };
      deliver(options, parts, { topic, payload, lost }).then(resolve, reject).finally(left);
    });
  }

  async function dispose(): Promise<void> {
    await stopClient(client, parts.sdk);
    // The SDK forgets its promises when it is closed.
    for (const reject of open) reject(notDelivered(options, CLOSED));
    open.clear();
    settled.check();
  }

  return {
    ready: watch.settled,
    publish,
    room: (signal) => settled.until(() => open.size < options.heldMax, signal),
    listen: (downlink) => attachDownlink(client, parts.sdk.mqtt5.QoS.AtLeastOnce, downlink),
    refusal: () => watch.refusal(),
    async drain(timeoutMs) {
      const stop = new AbortController();
      const timeout = sleep(options.clock, timeoutMs, stop.signal).catch(() => undefined);
      await Promise.race([settled.until(() => open.size === 0, stop.signal), timeout]);
      stop.abort();
      return open.size;
    },
    [Symbol.asyncDispose]: () => (disposed ??= dispose()),
  };
}

interface Delivery {
  readonly topic: string;
  readonly payload: string;
  /** Why nothing can be delivered any more; undefined while it can. */
  readonly lost: () => string | undefined;
}

async function deliver(
  options: DeviceTransportOptions,
  { client, sdk }: Parts,
  message: Delivery,
): Promise<void> {
  const qos = sdk.mqtt5.QoS.AtLeastOnce;
  const sent = client.publish({ topicName: message.topic, payload: message.payload, qos });
  const puback = await sent.catch((error: ICrtError) => {
    // How the SDK names the error of a message that the end of its client leaves over differs with
    // what the client was doing, so the connection is asked, not the name.
    const lost = message.lost();
    throw lost === undefined
      ? refused(options, message.topic, nameOf(error))
      : notDelivered(options, lost);
  });
  const code: number = puback?.reasonCode ?? 0;
  if (code === NOT_AUTHORIZED) throw unauthorized(options, message.topic);
  if (code >= FAILURE_CODES_FROM) throw refused(options, message.topic, mqttReason(code).name);
}

/** MQTT 5 §2.4: reason codes of 0x80 and above are failures. */
const FAILURE_CODES_FROM = 0x80;
/** MQTT 5 §3.4.2.1. */
const NOT_AUTHORIZED = 0x87;

async function stopClient(client: mqtt5.Mqtt5Client, sdk: Sdk): Promise<void> {
  const stopped = once(client, 'stopped', { signal: AbortSignal.timeout(STOP_MS_MAX) });
  // Without the packet the SDK just closes the socket, and the broker would publish the last will.
  client.stop({ reasonCode: sdk.mqtt5.DisconnectReasonCode.NormalDisconnection });
  await stopped.catch(() => undefined);
  client.close();
}

function outboxFull({ clientId, heldMax }: DeviceTransportOptions): PmSimError {
  const text = `${clientId} already holds ${heldMax} messages that the broker has not acknowledged.`;
  return new PmSimError('connection/outbox-full', text, {
    kind: 'connection',
    hint: 'Wait for room() before publishing more.',
  });
}

const CLOSED = 'The connection was closed before the broker acknowledged.';

function notDelivered({ clientId }: DeviceTransportOptions, reason: string): PmSimError {
  const code = reason === CLOSED ? 'connection/closed' : 'connection/refused';
  return new PmSimError(code, `${clientId}: ${reason}`, { kind: 'connection' });
}

function refused(options: DeviceTransportOptions, topic: string, reason: string): PmSimError {
  const text = `The broker refused a message of ${options.clientId} on ${topic}: ${reason}`;
  return new PmSimError('connection/publish-refused', text, {
    kind: 'connection',
    hint: "Check the topic against the device's policy.",
  });
}

function ownFault({ cert, clientId, clock }: DeviceTransportOptions): string | undefined {
  return ownCertificateFault(cert, { clientId, now: clock.now() });
}

function unauthorized(options: DeviceTransportOptions, topic: string): PmSimError {
  const text = `${options.clientId} is not authorized to publish on ${topic}.`;
  const fault = ownFault(options);
  const full = fault === undefined ? text : `${text} ${fault}`;
  return new PmSimError('connection/not-authorized', full, {
    kind: 'connection',
    hint: "Check the topic against the device's policy.",
  });
}
