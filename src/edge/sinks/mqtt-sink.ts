import { createCondition } from '../../runtime/condition.ts';
import { deferred } from '../../runtime/deferred.ts';
import { messageOf, PmSimError } from '../../runtime/errors.ts';
import type { MqttAddress } from '../transport/mqtt-address.ts';
import { finalRefusal, startMqtt } from '../transport/mqtt-client.ts';
import type { Sink } from './sink.ts';

export interface MqttSinkOptions {
  readonly address: MqttAddress;
  /** Messages without an acknowledgement at a time. */
  readonly heldMax: number;
  readonly onState: (state: 'connected' | 'disconnected' | 'refused', reason?: string) => void;
}

/**
 * Publishes on any MQTT broker, QoS 1: a message is delivered at its PUBACK, over however many
 * reconnects; MQTT.js keeps its place and sends it again marked as a duplicate. A broker that cannot
 * be reached is tried again for ever; one that refuses this client is not.
 */
export async function openMqttSink(options: MqttSinkOptions): Promise<Sink> {
  const { address, heldMax } = options;
  const client = await startMqtt({ ...address, clean: true });
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
        throw notDelivered(address.url, topic, cause);
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

function watchState(
  client: Awaited<ReturnType<typeof startMqtt>>,
  { onState }: Pick<MqttSinkOptions, 'onState'>,
) {
  const settled = deferred();
  let refusal: string | undefined;
  client.on('connect', () => {
    settled.resolve();
    onState('connected');
  });
  client.on('close', () => {
    settled.resolve();
    if (refusal === undefined) onState('disconnected');
  });
  client.on('error', (error) => {
    refusal ??= finalRefusal(error);
    if (refusal === undefined) return;
    onState('refused', refusal);
    settled.resolve();
    client.end(true);
  });
  return { ready: settled.promise, refusal: () => refusal };
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
