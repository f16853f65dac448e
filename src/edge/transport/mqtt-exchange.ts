import { Socket } from 'node:net';
import { PmSimError, messageOf } from '../../runtime/errors.ts';
import type { ExchangePort } from '../remote/provisioning-exchange.ts';
import type { MqttAddress } from './mqtt-address.ts';
import { connectMqtt } from './mqtt-client.ts';

/**
 * A connection for requests and answers, up until it is disposed of.
 * @throws PmSimError `connection/refused`, `connection/subscribe-refused`
 */
export async function openExchange(address: MqttAddress): Promise<ExchangePort & AsyncDisposable> {
  const client = await connectMqtt({ ...address, clean: true });
  // Requests and acknowledgements are small and wait for each other: 40 ms apiece with Nagle's algorithm.
  if (client.stream instanceof Socket) client.stream.setNoDelay(true);
  return {
    async subscribe(filters) {
      try {
        await client.subscribeAsync([...filters], { qos: 1 });
      } catch (cause) {
        const reason = `${address.url} refuses the subscription to ${filters.join(', ')}: ${messageOf(cause)}.`;
        throw new PmSimError('connection/subscribe-refused', reason, {
          kind: 'connection',
          hint: "Check the topics against the certificate's policy.",
          cause,
        });
      }
    },
    async publish(topic, payload) {
      await client.publishAsync(topic, payload, { qos: 1 });
    },
    onMessage(listener) {
      const hear = (topic: string, payload: Buffer): void => listener(topic, payload.toString());
      client.on('message', hear);
      return () => client.off('message', hear);
    },
    async [Symbol.asyncDispose]() {
      await client.endAsync();
    },
  };
}
