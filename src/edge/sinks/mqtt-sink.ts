import { createCondition } from '../../runtime/condition.ts';
import { deferred } from '../../runtime/deferred.ts';
import { messageOf, PmSimError } from '../../runtime/errors.ts';
import { mqttReason } from '../../telemetry/mqtt-reason.ts';
import type { MqttAddress } from '../transport/mqtt-address.ts';
import { finalRefusal, startMqtt } from '../transport/mqtt-client.ts';
import { ownCertificateFault } from '../transport/own-certificate.ts';
import type { OnState } from './lasting-sink.ts';
import type { Sink } from './sink.ts';

export interface MqttSinkOptions {
  readonly address: MqttAddress;
  /** Messages without an acknowledgement at a time. */
  readonly heldMax: number;
  /** Between two attempts, ms; default a second. */
  readonly reconnectMs?: number;
  /** Wall time, ms since the epoch. */
  readonly now: () => number;
  readonly onState: OnState;
}

/** As the other transport counts: a broker that dislikes a certificate often closes without a word. */
const HANG_UPS_IN_A_ROW_MAX = 5;

/**
 * Publishes on any MQTT broker, QoS 1: a message is delivered at its PUBACK, over however many
 * reconnects; MQTT.js keeps its place and sends it again marked as a duplicate. A broker that cannot
 * be reached is tried again for ever; one that refuses this client is not.
 */
export async function openMqttSink(options: MqttSinkOptions): Promise<Sink> {
  const { address, heldMax, reconnectMs } = options;
  const pace = reconnectMs === undefined ? {} : { reconnectMs };
  const client = await startMqtt({ ...address, ...pace, clean: true });
  const changed = createCondition();
  const state = watchState(client, options);
  let windowMax = heldMax;
  client.on('connect', ({ properties }) => {
    // MQTT.js leaves it to us to keep to what the broker takes at a time (MQTT 5 §3.2.2.3.3).
    windowMax = Math.min(heldMax, properties?.receiveMaximum ?? heldMax);
    changed.check();
  });
  client.on('error', () => changed.check());
  let held = 0;
  return {
    ready: state.ready,
    async publish(topic, payload) {
      held += 1;
      try {
        await client.publishAsync(topic, payload, { qos: 1 });
      } catch (cause) {
        throw notDelivered(options, topic, cause);
      } finally {
        held -= 1;
        changed.check();
      }
    },
    // While there is no connection nothing may wait inside MQTT.js: what it queues then is overtaken
    // by what is published right after the next connect.
    room: (signal) =>
      changed.until(
        () => (client.connected && held < windowMax) || state.refusal() !== undefined,
        signal,
      ),
    refusal: () => state.refusal(),
    async [Symbol.asyncDispose]() {
      await client.endAsync(true);
    },
  };
}

type Client = Awaited<ReturnType<typeof startMqtt>>;

function watchState(client: Client, options: MqttSinkOptions) {
  const { onState } = options;
  const settled = deferred();
  let refusal: string | undefined;
  let up = false;
  let failed = false;
  let hangUps = 0;

  const refuse = (reason: string): void => {
    if (refusal !== undefined) return;
    refusal = withFault(reason, options);
    onState('refused', refusal);
    settled.resolve();
    client.end(true);
  };

  client.on('connect', () => {
    up = true;
    hangUps = 0;
    settled.resolve();
    onState('connected');
  });
  client.on('disconnect', ({ reasonCode = 0 }) => {
    const { name, passing } = mqttReason(reasonCode);
    if (!passing) refuse(`The broker ended the connection: ${name}.`);
  });
  client.on('error', (error) => {
    failed = true;
    const reason = finalRefusal(error);
    if (reason !== undefined) refuse(reason);
  });
  client.on('close', () => {
    hangUps = up || failed ? 0 : hangUps + 1;
    up = false;
    failed = false;
    settled.resolve();
    if (hangUps >= HANG_UPS_IN_A_ROW_MAX) {
      refuse('The broker closed the connection before answering CONNECT.');
    }
    if (refusal === undefined) onState('disconnected');
  });
  return { ready: settled.promise, refusal: () => refusal };
}

/** MQTT 5 §3.4.2.1: a PUBACK with one of these says that this message will never be taken. */
const NEVER_CODES: ReadonlySet<number> = new Set([0x90, 0x95, 0x99]);
const NOT_AUTHORIZED = 0x87;

function notDelivered(options: MqttSinkOptions, topic: string, cause: unknown): PmSimError {
  const reason = (cause as { readonly code?: unknown } | null)?.code;
  const code = codeOf(reason);
  const { url, clientId } = options.address;
  const text =
    code === UNAUTHORIZED
      ? withFault(`${clientId} is not authorized to publish on ${topic}.`, options)
      : `${url} did not take a message on ${topic}: ${messageOf(cause)}.`;
  return new PmSimError(code, text, { kind: 'connection', cause });
}

/** With what the agent can see of its own certificate. */
function withFault(text: string, { address: { cert, clientId }, now }: MqttSinkOptions): string {
  const fault =
    cert === undefined ? undefined : ownCertificateFault(cert, { clientId, now: now() });
  return fault === undefined ? text : `${text} ${fault}`;
}

const UNAUTHORIZED = 'connection/not-authorized';

function codeOf(code: unknown): string {
  if (code === NOT_AUTHORIZED) return UNAUTHORIZED;
  const never = typeof code === 'number' && NEVER_CODES.has(code);
  return never ? 'connection/publish-refused' : 'connection/closed';
}
