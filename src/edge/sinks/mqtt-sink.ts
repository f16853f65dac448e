import { createCondition } from '../../runtime/condition.ts';
import { messageOf, PmSimError } from '../../runtime/errors.ts';
import type { MqttAddress } from '../transport/mqtt-address.ts';
import { connectMqtt } from '../transport/mqtt-client.ts';
import type { Sink } from './sink.ts';

export interface MqttSinkOptions {
  readonly address: MqttAddress;
  /** Messages without an acknowledgement at a time. */
  readonly heldMax: number;
  /** Told when a connection came back. */
  readonly onReconnected: () => void;
}

/**
 * Publishes on any MQTT broker, QoS 1: a message is delivered at its PUBACK, over however many
 * reconnects; MQTT.js keeps its place and sends it again marked as a duplicate.
 * @throws PmSimError `connection/refused`
 */
export async function openMqttSink({
  address,
  heldMax,
  onReconnected,
}: MqttSinkOptions): Promise<Sink> {
  const client = await connectMqtt({ ...address, clean: true });
  const changed = createCondition();
  let held = 0;
  client.on('connect', onReconnected);
  // Without a listener an error of a reconnect would end the process; the client tries on by itself.
  client.on('error', () => undefined);
  return {
    ready: Promise.resolve(),
    async publish(topic, payload) {
      held += 1;
      try {
        await client.publishAsync(topic, payload, { qos: 1 });
      } catch (cause) {
        throw notDelivered(address.url, topic, cause);
      } finally {
        held -= 1;
        changed.check();
      }
    },
    room: () => changed.until(() => held < heldMax),
    refusal: () => undefined,
    async [Symbol.asyncDispose]() {
      await client.endAsync(true);
    },
  };
}

/** MQTT 5 §3.4.2.1: a PUBACK with one of these says that this message will never be taken. */
const NEVER_CODES: ReadonlySet<number> = new Set([0x87, 0x90, 0x95, 0x99]);

function notDelivered(url: string, topic: string, cause: unknown): PmSimError {
  const code = (cause as { readonly code?: unknown } | null)?.code;
  const never = typeof code === 'number' && NEVER_CODES.has(code);
  const text = `${url} did not take a message on ${topic}: ${messageOf(cause)}.`;
  return new PmSimError(never ? 'connection/publish-refused' : 'connection/closed', text, {
    kind: 'connection',
    cause,
  });
}
