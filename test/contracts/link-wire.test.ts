import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import type { Packet } from 'mqtt';
import { describe, expect, it } from 'vitest';
import { CLIENTS, VERSIONS } from './link-clients.ts';
import { openedLink, TOPIC, WILL } from './opened-link.ts';
import { connack, puback, startScriptedBroker, type ScriptedClient } from './scripted-broker.ts';

type ConnectPacket = Extract<Packet, { readonly cmd: 'connect' }>;

const accepts = (packet: Packet, client: ScriptedClient): void => {
  if (packet.cmd === 'connect') client.send(connack());
};

const CASES = CLIENTS.flatMap(([client, openLink]) =>
  VERSIONS.map((protocolVersion) => ({ client, openLink, protocolVersion })),
);

describe.each(CASES)(
  'a link by $client, MQTT $protocolVersion,',
  ({ openLink, protocolVersion }) => {
    const open = (port: number, change: Parameters<typeof openedLink>[2] = {}) =>
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

    it.each([[{ username: 'edge ⚡', password: 'pässword' }], [{ username: 'edge' }]])(
      'presents %j',
      async (credentials) => {
        await using broker = await startScriptedBroker(accepts);
        const { connected, link, closed } = open(broker.port, { credentials });
        await connected;
        link.destroy();
        await closed;

        const { username, password } = broker.received[0] as ConnectPacket;
        expect({ username, password: password && String(password) }).toEqual({
          password: undefined,
          ...credentials,
        });
      },
    );

    it('leaves out what it was not given', async () => {
      await using broker = await startScriptedBroker(accepts);
      const { connected, link, closed } = open(broker.port, { leavesNoWill: true });
      await connected;
      link.destroy();
      await closed;

      const { will, username, password } = broker.received[0] as ConnectPacket;
      expect([will, username, password]).toEqual([undefined, undefined, undefined]);
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
      const { error } = await open(broker.port).closed;
      expect(error).toBeInstanceOf(Error);
    });

    it('marks a message sent before as a duplicate, and only that', async () => {
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
    });

    it('is not confused by acknowledgements that come late, together, twice or for nothing', async () => {
      await using broker = await startScriptedBroker((packet, client) => {
        accepts(packet, client);
        const [a, b, c] = publishIds(broker.received);
        if (c !== undefined) client.send(...[c, a, a, nobodys(c), b].map((id) => puback(id)));
      });
      const { connected, link, closed, say } = open(broker.port);
      await connected;
      const order: string[] = [];
      await Promise.all(
        ['a', 'b', 'c'].map(async (payload) => {
          await say(payload);
          order.push(payload);
        }),
      );
      link.destroy();
      await closed;

      expect(order).toEqual(['c', 'a', 'b']);
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

    it('ends in good order, with what was said before', async () => {
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

    it('ends before the broker has accepted', async () => {
      await using broker = await startScriptedBroker(() => undefined);
      const { link, closed } = open(broker.port);
      await broker.seen('connect');
      link.end();
      expect((await closed).reached).toBe('socket');
    });
  },
);

describe.each(CLIENTS)('a link by %s, MQTT 5,', (_client, openLink) => {
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

function publishIds(received: readonly Packet[]): readonly (number | undefined)[] {
  return received.flatMap((packet) => (packet.cmd === 'publish' ? [packet.messageId] : []));
}

/** A packet identifier that no message on the wire has. */
function nobodys(id: number): number {
  return ((id + 1_000) % 65_535) + 1;
}
