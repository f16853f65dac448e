import { once } from 'node:events';
import { createServer } from 'node:net';
import { Aedes } from 'aedes';
import { describe, expect, it } from 'vitest';
import { openMqttSink } from '../../../src/edge/sinks/mqtt-sink.ts';
import type { OnState } from '../../../src/edge/sinks/lasting-sink.ts';
import { createCondition } from '../../../src/runtime/condition.ts';
import { deferred } from '../../../src/runtime/deferred.ts';

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

/** A port that takes connections and closes them without a word. */
async function openDeafPort() {
  const server = createServer((socket) => socket.on('data', () => socket.destroy()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { readonly port: number };
  return {
    url: `mqtt://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, 'close');
    },
  };
}

/** A sink that loses no time between attempts. */
const openEager = (url: string, onState: OnState) =>
  openMqttSink({
    address: { url, clientId: 'agent' },
    heldMax: 1,
    now: () => 0,
    reconnectMs: 1,
    onState,
  });

describe('an MQTT broker that messages go to', () => {
  it('is taken to refuse when it hangs up five times in a row, and tried for ever when it is not there', async () => {
    const port = await openDeafPort();
    const states: string[] = [];
    const refused = deferred();
    await using sink = await openEager(port.url, (state) => {
      states.push(state);
      if (state === 'refused') refused.resolve();
    });
    await refused.promise;
    expect(sink.refusal()).toBe('The broker closed the connection before answering CONNECT.');
    expect(states).toEqual([...Array.from({ length: 4 }, () => 'disconnected'), 'refused']);
    await port[Symbol.asyncDispose]();

    let attempts = 0;
    const tried = deferred();
    await using absent = await openEager(port.url, () => {
      attempts += 1;
      if (attempts === 10) tried.resolve();
    });
    await tried.promise;
    expect(absent.refusal()).toBeUndefined();
  });

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
