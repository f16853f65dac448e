import type { IClientOptions, MqttClient } from 'mqtt';
import { messageOf, PmSimError } from '../../runtime/errors.ts';
import { mqttReason } from '../../telemetry/mqtt-reason.ts';
import { tlsVerdict } from '../../telemetry/tls-reason.ts';
import type { MqttAddress } from './mqtt-address.ts';

export interface ConnectMqttOptions extends MqttAddress {
  /** Begin with an empty session. */
  readonly clean: boolean;
  /** Between two attempts, ms; default a second. */
  readonly reconnectMs?: number;
}

const KEEP_ALIVE_SECONDS = 60;
const RECONNECT_MS = 1_000;
const CONNECT_MS_MAX = 20_000;

/**
 * Connects with MQTT.js (MQTT 5), which is loaded here and not before; afterwards it reconnects by
 * itself for as long as it takes.
 * @throws PmSimError `connection/refused` when the first attempt is answered with a refusal or with
 *   nothing
 */
export async function connectMqtt(options: ConnectMqttOptions): Promise<MqttClient> {
  const { connectAsync } = await import('mqtt');
  try {
    return await connectAsync(options.url, clientOptions(options), false);
  } catch (cause) {
    throw new PmSimError('connection/refused', `${options.url}: ${reasonOf(cause)}`, {
      kind: 'connection',
      hint: 'Check the address, and that the broker knows this client and its credentials.',
      cause,
    });
  }
}

/**
 * Begins to connect and goes on for as long as it takes, however often the network fails; a broker
 * that will not have this client is the caller's to judge, by the `error` events.
 */
export async function startMqtt(options: ConnectMqttOptions): Promise<MqttClient> {
  const { connect } = await import('mqtt');
  return connect(options.url, { ...clientOptions(options), reconnectOnConnackError: true });
}

/** The reason why trying again cannot help; undefined where it can. */
export function finalRefusal(error: unknown): string | undefined {
  const code = (error as { readonly code?: unknown } | null)?.code;
  if (typeof code === 'number') {
    const { name, passing } = mqttReason(code);
    return passing ? undefined : `The broker refused the connection: ${name}.`;
  }
  const tls = tlsVerdict(error);
  if (tls !== undefined) return tls.refused ? tls.reason : undefined;
  return /^ERR_(SSL|TLS|OSSL)_/u.test(String(code))
    ? `The TLS handshake failed: ${String(code)}.`
    : undefined;
}

function clientOptions(options: ConnectMqttOptions): IClientOptions {
  const { clientId, username, password, ca, cert, key, insecure, clean } = options;
  const { reconnectMs: reconnectPeriod = RECONNECT_MS } = options;
  return {
    protocolVersion: 5,
    clientId,
    clean,
    keepalive: KEEP_ALIVE_SECONDS,
    reconnectPeriod,
    connectTimeout: CONNECT_MS_MAX,
    // A session that ends with the connection would lose what comes while the agent restarts.
    ...(clean ? {} : { properties: { sessionExpiryInterval: SESSION_SECONDS } }),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    rejectUnauthorized: insecure !== true,
  };
}

/** How long a broker keeps the messages of an agent that is away, s: a day. */
const SESSION_SECONDS = 86_400;

function reasonOf(error: unknown): string {
  const code = (error as { readonly code?: unknown } | null)?.code;
  const final = finalRefusal(error);
  if (final !== undefined) return final;
  return `${typeof code === 'number' ? mqttReason(code).name : messageOf(error)}.`;
}
