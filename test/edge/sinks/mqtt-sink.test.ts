import { once } from 'node:events';
import { createServer } from 'node:net';
import { Aedes } from 'aedes';
import { describe, expect, it } from 'vitest';
import { openMqttSink } from '../../../src/edge/sinks/mqtt-sink.ts';
import { createCondition } from '../../../src/runtime/condition.ts';

/** A broker that takes two messages at a time and acknowledges when it is told to. */
async function openNarrowBroker() {
  const aedes = await Aedes.createBroker({ receiveMaximum: 2 });
  const waiting: (() => void)[] = [];
  const arrived = createCondition();
  aedes.authorizePublish = (_client, _packet, done) => {
    waiting.push(() => done(null));
    arrived.check();
  };
  const server = createServer((socket) => aedes.handle(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { readonly port: number };
  return {
    url: `mqtt://127.0.0.1:${port}`,
    count: (n: number) => arrived.until(() => waiting.length >= n),
    acknowledge: () => waiting.shift()?.(),
    async [Symbol.asyncDispose]() {
      server.close();
      await new Promise<void>((resolve) => aedes.close(() => resolve()));
    },
  };
}

describe('an MQTT broker that messages go to', () => {
  it('never holds more of them un-acknowledged than it said it takes', async () => {
    await using broker = await openNarrowBroker();
    const { signal } = new AbortController();
    await using sink = await openMqttSink({
      address: { url: broker.url, clientId: 'agent' },
      heldMax: 100,
      now: () => 0,
      onState: () => undefined,
    });
    await sink.room(signal);
    const first = sink.publish('t', '1');
    await sink.room(signal);
    const second = sink.publish('t', '2');
    let hasRoom = false;
    const room = sink.room(signal).then(() => (hasRoom = true));
    await broker.count(2);
    expect(hasRoom).toBe(false);
    broker.acknowledge();
    await Promise.all([first, room]);
    broker.acknowledge();
    await second;
    expect(hasRoom).toBe(true);
  });
});
