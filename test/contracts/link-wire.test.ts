import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import type { Packet } from 'mqtt';
import { describe, expect, it } from 'vitest';
import type { LinkOptions } from '../../src/simulator/connection/link.ts';
import { CASES, MQTT5_CASES } from './link-clients.ts';
import { openedLink, TOPIC, WILL } from './opened-link.ts';
import {
  connack,
  puback,
  startScriptedBroker,
  suback,
  type ScriptedClient,
} from './scripted-broker.ts';
import { startDribblingProxy } from './dribbling-proxy.ts';

const accepts = (packet: Packet, client: ScriptedClient): void => {
  if (packet.cmd === 'connect') client.send(connack());
};

describe.each(CASES)(
  'a link by $client, MQTT $protocolVersion,',
  ({ openLink, protocolVersion, ...traits }) => {
    const open = (port: number, change: Partial<LinkOptions> = {}) =>
      openedLink(openLink, port, { protocolVersion, ...change });

    it('says who it is, that it wants no session, and what its will is', async () => {
      await using broker = await startScriptedBroker(accepts);
      const { connected, link, closed } = open(broker.port, { keepAliveSeconds: 300 });
      await connected;
      link.destroy();
      await closed;

      expect(broker.received[0]).toMatchObject({
        cmd: 'connect',
        protocolId: 'MQTT',
        protocolVersion,
        clean: true,
        clientId: 'wt-001',
        keepalive: 300,
        will: { topic: WILL.topic, payload: Buffer.from(WILL.payload), qos: 1, retain: false },
      });
    });

    it('logs in with the name and password that it was given, and with none otherwise', async () => {
      await using broker = await startScriptedBroker(accepts);
      for (const change of [{ login: { username: 'plant', password: 'Öl ⚡' } }, {}]) {
        const { connected, link, closed } = open(broker.port, change);
        await connected;
        link.destroy();
        await closed;
      }
      const [named, nameless] = broker.received;

      expect(named).toMatchObject({ username: 'plant', password: Buffer.from('Öl ⚡') });
      expect(nameless).not.toHaveProperty('username');
    });

    it('tells the code of a broker that refuses', async () => {
      const code = protocolVersion === 5 ? 135 : 5;
      await using broker = await startScriptedBroker((_packet, client) =>
        client.send(connack(code)),
      );
      const { closed } = open(broker.port);

      expect(await closed).toMatchObject({ reached: 'socket', brokerCode: code });
    });

    it('has nothing to tell but the end when the broker closes without a word', async () => {
      await using broker = await startScriptedBroker((packet, client) => {
        if (packet.cmd === 'publish') client.socket.end();
        else client.send(connack());
      });
      const { connected, closed, say } = open(broker.port);
      await connected;
      void say('a');

      expect(await closed).toEqual({ reached: 'accepted' });
    });

    it('says how far it came when the broker closes instead of answering', async () => {
      await using broker = await startScriptedBroker((_packet, client) => client.socket.end());
      expect(await open(broker.port).closed).toEqual({ reached: 'socket' });
    });

    it('says that there was nobody', async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      server.close();
      await once(server, 'close');

      const { reached, error } = await open(port).closed;
      expect(reached).toBe('nothing');
      expect(error).toMatchObject({ code: 'ECONNREFUSED' });
    });

    it('gives up a broker that does not answer CONNECT', async () => {
      await using broker = await startScriptedBroker(() => undefined);
      const { reached, error } = await open(broker.port, { connectTimeoutMs: 20 }).closed;
      expect(reached).toBe('socket');
      expect(error?.message).toMatch(/timeout/);
    });

    it('gives up a broker that speaks something else', async () => {
      await using broker = await startScriptedBroker((_packet, client) => {
        client.socket.write(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'));
      });
      // One may take the letters for the length of a packet, and wait for the rest of it.
      const { error } = await open(broker.port, { connectTimeoutMs: 200 }).closed;
      expect(error).toBeInstanceOf(Error);
    });

    it.runIf(traits.marksDuplicates)(
      'marks a message sent before as a duplicate, and only that',
      async () => {
        await using broker = await startScriptedBroker(accepts);
        const { connected, link, closed, say } = open(broker.port);
        await connected;
        void say('again', { dup: true });
        void say('new');
        await broker.seen('publish', 2);
        link.destroy();
        await closed;

        expect(broker.received.slice(1)).toMatchObject([
          { topic: TOPIC, payload: Buffer.from('again'), qos: 1, dup: true },
          { topic: TOPIC, payload: Buffer.from('new'), qos: 1, dup: false },
        ]);
      },
    );

    it('is not confused by acknowledgements that come late, together, twice or for nothing', async () => {
      await using broker = await startScriptedBroker((packet, client) => {
        accepts(packet, client);
        const [a, b, c] = publishIds(broker.received);
        if (c !== undefined) client.send(...[c, a, a, nobodys(c), b].map((id) => puback(id)));
      });
      const { connected, link, closed, say } = open(broker.port);
      await connected;
      const settled: string[] = [];
      await Promise.all(
        ['a', 'b', 'c'].map(async (payload) => {
          await say(payload);
          settled.push(payload);
        }),
      );
      link.destroy();
      await closed;

      expect(settled.toSorted()).toEqual(['a', 'b', 'c']);
    });

    it('hears each message once and acknowledges it, however the packets are cut and joined', async () => {
      const payloads = Array.from({ length: 20 }, (_, i) => 'x'.repeat(i * 37));
      const downlink = payloads.map((payload, i) => command(payload, i));
      await using broker = await startScriptedBroker((packet, client) => {
        accepts(packet, client);
        if (packet.cmd !== 'subscribe') return;
        client.send(suback(packet.messageId), ...downlink.slice(0, 10));
        for (const one of downlink.slice(10)) client.send(one);
      });
      await using proxy = await startDribblingProxy(broker.port);
      for (const port of [broker.port, proxy.port]) {
        const before = broker.received.filter(({ cmd }) => cmd === 'puback').length;
        const { connected, listen, hears, heard, link, closed } = open(port);
        await connected;
        await listen(TOPIC);
        await hears(payloads.length);
        await broker.seen('puback', before + 10);
        link.destroy();
        await closed;
        expect(heard.map(({ payload }) => payload)).toEqual(payloads);
      }
      expect(acked(broker.received)).toEqual([...ODD, ...ODD]);
    });

    it('tells that the broker does not grant a filter', async () => {
      await using broker = await startScriptedBroker((packet, client) => {
        accepts(packet, client);
        if (packet.cmd === 'subscribe') client.send(suback(packet.messageId, [0, 128]));
      });
      const { connected, listen, link, closed } = open(broker.port);
      await connected;
      const refusal = await listen('a', 'b');
      link.destroy();
      await closed;

      expect(refusal).toBeTypeOf('string');
    });

    it('takes what is un-acked at the end for neither delivered nor refused', async () => {
      await using broker = await startScriptedBroker((packet, client) => {
        accepts(packet, client);
        if (packet.cmd === 'publish') client.socket.destroy();
      });
      const { connected, closed, say, link } = open(broker.port);
      await connected;
      const outcomes: unknown[] = [];
      void say('a').then((outcome) => outcomes.push(outcome));
      await closed;
      void say('after the end').then((outcome) => outcomes.push(outcome));
      link.end();

      expect(outcomes).toEqual([]);
    });

    it.runIf(traits.endsInOrder)('ends in good order, with what was said before', async () => {
      await using broker = await startScriptedBroker((packet, client) => {
        accepts(packet, client);
        if (packet.cmd === 'disconnect') client.socket.end();
      });
      const { connected, link, closed, say } = open(broker.port);
      await connected;
      void say('last');
      link.end();

      expect(await closed).toEqual({ reached: 'accepted' });
      expect(broker.received.map(({ cmd }) => cmd)).toEqual(['connect', 'publish', 'disconnect']);
    });

    it.runIf(traits.seesSocket)('ends before the broker has accepted', async () => {
      await using broker = await startScriptedBroker(() => undefined);
      const { link, closed } = open(broker.port);
      await broker.seen('connect');
      link.end();
      expect((await closed).reached).toBe('socket');
    });
  },
);

describe.each(MQTT5_CASES)('a link by $client, MQTT 5,', ({ openLink }) => {
  it('tells how many messages the broker takes without acknowledging them', async () => {
    await using broker = await startScriptedBroker((packet, client) => {
      if (packet.cmd !== 'connect') return;
      client.send(connack(0, { receiveMaximum: 7, serverKeepAlive: 50 }));
    });
    const { connected, link, closed } = openedLink(openLink, broker.port, { protocolVersion: 5 });
    const { receiveMax } = await connected;
    link.destroy();
    await closed;

    expect(receiveMax).toBe(7);
  });

  it('tells why the broker does not want a message, and goes on', async () => {
    await using broker = await startScriptedBroker((packet, client) => {
      accepts(packet, client);
      if (packet.cmd !== 'publish') return;
      const isFirst = publishIds(broker.received).length === 1;
      client.send(puback(packet.messageId, isFirst ? 135 : 0));
    });
    const { connected, link, closed, say } = openedLink(openLink, broker.port, {
      protocolVersion: 5,
    });
    await connected;
    const refused = await say('a');
    const taken = await say('b');
    link.destroy();
    await closed;

    expect(refused).toMatch(/not authorized/i);
    expect(taken).toBeUndefined();
  });

  it('tells the reason of a broker that disconnects', async () => {
    await using broker = await startScriptedBroker((packet, client) => {
      accepts(packet, client);
      if (packet.cmd !== 'publish') return;
      client.send({ cmd: 'disconnect', reasonCode: 142 });
      client.socket.end();
    });
    const { connected, closed, say } = openedLink(openLink, broker.port, { protocolVersion: 5 });
    await connected;
    void say('a');

    expect(await closed).toMatchObject({ reached: 'accepted', brokerCode: 142 });
  });
});

// Keep-alive counts in whole seconds: these wait side by side.
describe.concurrent.each(CASES)(
  'a link by $client, MQTT $protocolVersion,',
  ({ openLink, protocolVersion }) => {
    it('notices a half-open connection although it has things to say all the while', async () => {
      await using broker = await startScriptedBroker(accepts);
      const { connected, closed, say } = openedLink(openLink, broker.port, {
        protocolVersion,
        keepAliveSeconds: 1,
      });
      await connected;
      const talking = setInterval(() => void say('into the void', { qos: 0 }), 50);
      const { reached, error } = await closed;
      clearInterval(talking);

      expect(reached).toBe('accepted');
      expect(error?.message).toBe('Keepalive timeout');
    });

    it('stays while the broker answers its pings, and ends when it no longer does', async () => {
      await using broker = await startScriptedBroker((packet, client) => {
        accepts(packet, client);
        const pings = broker.received.filter(({ cmd }) => cmd === 'pingreq').length;
        if (packet.cmd === 'pingreq' && pings === 1) client.send({ cmd: 'pingresp' });
      });
      const { connected, closed } = openedLink(openLink, broker.port, {
        protocolVersion,
        keepAliveSeconds: 1,
      });
      await connected;
      const { reached, error } = await closed;

      expect(reached).toBe('accepted');
      expect(error?.message).toBe('Keepalive timeout');
      expect(broker.received.filter(({ cmd }) => cmd === 'pingreq')).toHaveLength(2);
    });
  },
);

const ODD = Array.from({ length: 10 }, (_, i) => 2 * i + 2);

/** Every other one is at QoS 1. */
function command(payload: string, i: number): Packet {
  const qos = i % 2 === 1 ? 1 : 0;
  return {
    cmd: 'publish',
    topic: TOPIC,
    payload,
    qos,
    messageId: i + 1,
    dup: false,
    retain: false,
  };
}

function acked(received: readonly Packet[]): readonly (number | undefined)[] {
  return received.flatMap((packet) => (packet.cmd === 'puback' ? [packet.messageId] : []));
}

function publishIds(received: readonly Packet[]): readonly (number | undefined)[] {
  return received.flatMap((packet) => (packet.cmd === 'publish' ? [packet.messageId] : []));
}

/** A packet identifier that no message on the wire has. */
function nobodys(id: number): number {
  return ((id + 1_000) % 65_535) + 1;
}
