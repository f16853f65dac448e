import { deferred } from '../../runtime/deferred.ts';
import { messageOf, PmSimError } from '../../runtime/errors.ts';
import type { MqttAddress } from '../transport/mqtt-address.ts';
import { connectMqtt } from '../transport/mqtt-client.ts';
import { readMessage } from './read-message.ts';
import type { ReadingMapper } from './reading-mapper.ts';
import type { OnMalformed, Source } from './source.ts';

export interface MqttSourceOptions {
  readonly address: MqttAddress;
  /** Topic filters. */
  readonly topics: readonly string[];
  readonly map: ReadingMapper;
  readonly onMalformed: OnMalformed;
}

/**
 * Readings that others publish on an MQTT broker, subscribed with QoS 1 and a lasting session, so
 * that the broker keeps what comes while the agent is away. A message is acknowledged after it has
 * been taken: one that was not is delivered again.
 */
export function createMqttSource(options: MqttSourceOptions): Source {
  const { address, map, onMalformed } = options;
  return {
    name: address.url,
    async run(take, signal) {
      const failed = deferred<never>();
      const client = await connectMqtt({ ...address, clean: false });
      // The packet is acknowledged when the callback is called without an error, and not before.
      client.handleMessage = ({ topic, payload }, done) => {
        try {
          const reading = readMessage(payload.toString(), map, topic);
          if (typeof reading === 'string')
            onMalformed({ where: `${address.url} ${topic}`, text: reading });
          else take(reading);
          done();
        } catch (error) {
          failed.reject(error);
        }
      };
      const stopped = deferred();
      signal.addEventListener('abort', () => stopped.resolve(), { once: true });
      if (signal.aborted) stopped.resolve();
      try {
        await subscribe(client, options);
        await Promise.race([stopped.promise, failed.promise]);
      } finally {
        await client.endAsync();
      }
    },
  };
}

async function subscribe(
  client: Awaited<ReturnType<typeof connectMqtt>>,
  { topics, address }: MqttSourceOptions,
): Promise<void> {
  try {
    await client.subscribeAsync([...topics], { qos: 1 });
  } catch (cause) {
    throw new PmSimError(
      'connection/subscribe-refused',
      `${address.url} refuses the subscription to ${topics.join(', ')}: ${messageOf(cause)}.`,
      {
        kind: 'connection',
        hint: 'Check the topic filters against what the broker allows.',
        cause,
      },
    );
  }
}
