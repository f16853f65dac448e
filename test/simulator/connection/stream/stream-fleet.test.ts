import type { IPublishPacket, Packet } from 'mqtt';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../../src/runtime/clock.ts';
import { createRandom } from '../../../../src/runtime/random.ts';
import { encodeText } from '../../../../src/simulator/connection/lean/encode.ts';
import {
  connectStreams,
  type StreamFleet,
  type StreamFleetOptions,
} from '../../../../src/simulator/connection/stream/stream-fleet.ts';
import { createTcpDialer } from '../../../../src/simulator/connection/tcp-dialer.ts';
import {
  connack,
  puback,
  startScriptedBroker,
  type ScriptedBroker,
} from '../../../contracts/scripted-broker.ts';

const TOPIC = encodeText('dt/pm-sim/s/d/telemetry');

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one[Symbol.asyncDispose]();
});

async function brokerOf(script: Parameters<typeof startScriptedBroker>[0]) {
  const broker = await startScriptedBroker(script);
  open.push(broker);
  return broker;
}

function fleetAt(port: number, change: Partial<StreamFleetOptions> = {}): StreamFleet {
  const dial = createTcpDialer({ port, host: '127.0.0.1' });
  const will = { topic: 'dt/pm-sim/s/g/status', payload: 'lost' };
  const fleet = connectStreams({
    connectors: [{ clientId: 'g-1', dial, will }],
    qos: 1,
    inflightMax: 1_000,
    heldMax: { messages: 1_000, bytes: 1e6 },
    keepAliveSeconds: 60,
    ratePerSecond: 1_000,
    clock: systemClock(),
    random: createRandom('test'),
    backoff: { baseMs: 1, maxMs: 5 },
    onEvent: () => undefined,
    ...change,
  });
  open.push(fleet);
  return fleet;
}

const say = (fleet: StreamFleet, text: string): void => fleet.publish(0, TOPIC, Buffer.from(text));

async function emptied(fleet: StreamFleet): Promise<void> {
  fleet.flush();
  await fleet.emptied(new AbortController().signal);
}

const published = ({ received }: ScriptedBroker): readonly IPublishPacket[] =>
  received.filter((packet) => packet.cmd === 'publish');
const payloads = (broker: ScriptedBroker): readonly string[] =>
  published(broker).map(({ payload }) => String(payload));

describe('a fleet of streams', () => {
  it('writes the messages of a slot together, and counts what is acknowledged', async () => {
    const chunks: number[] = [];
    const broker = await brokerOf((packet, client) => {
      if (packet.cmd === 'connect') {
        client.socket.on('data', (chunk: Buffer) => chunks.push(chunk.length));
        client.send(connack());
      } else if (packet.cmd === 'publish') client.send(puback(packet.messageId));
    });
    const fleet = fleetAt(broker.port);
    await fleet.ready;
    for (let i = 0; i < 50; i += 1) say(fleet, `m${i}`);
    expect(published(broker)).toEqual([]);
    await emptied(fleet);
    expect(payloads(broker)).toEqual(Array.from({ length: 50 }, (_, i) => `m${i}`));
    expect(chunks.filter((length) => length > 50)).toHaveLength(1);
    expect(fleet.tally()).toMatchObject({ delivered: 50, undelivered: 0 });
    expect(fleet.stats()).toEqual({ connected: 1, resent: 0, refused: 0 });
  });

  it('waits no longer for what is on its way than it is told to', async () => {
    const broker = await brokerOf((packet, client) => {
      if (packet.cmd === 'connect') client.send(connack());
    });
    const fleet = fleetAt(broker.port);
    await fleet.ready;
    say(fleet, 'a');
    fleet.flush();
    await broker.seen('publish');
    const stop = new AbortController();
    const over = fleet.emptied(stop.signal);
    stop.abort();
    await over;
    expect(fleet.tally()).toMatchObject({ delivered: 0, undelivered: 0 });
  });

  it('takes messages before it is connected, and sends them in order', async () => {
    const broker = await brokerOf((packet, client) => {
      if (packet.cmd === 'connect') client.send(connack());
      else if (packet.cmd === 'publish') client.send(puback(packet.messageId));
    });
    const fleet = fleetAt(broker.port);
    for (const text of ['a', 'b', 'c']) say(fleet, text);
    await emptied(fleet);
    expect(payloads(broker)).toEqual(['a', 'b', 'c']);
  });

  it('sends again, as duplicates and in order, what a lost connection left unacknowledged', async () => {
    let connections = 0;
    const broker = await brokerOf((packet, client) => {
      if (packet.cmd === 'connect') {
        connections += 1;
        client.send(connack());
      } else if (packet.cmd === 'publish') {
        const text = String(packet.payload);
        if (connections === 1 && text === 'c') client.socket.destroy();
        else if (connections > 1 || text === 'b') client.send(puback(packet.messageId));
      }
    });
    const fleet = fleetAt(broker.port);
    await fleet.ready;
    for (const text of ['a', 'b', 'c', 'd']) say(fleet, text);
    await emptied(fleet);
    const second = published(broker).slice(-fleet.stats().resent);
    expect(second.every(({ dup }) => dup)).toBe(true);
    expect(fleet.tally()).toMatchObject({ delivered: 4, undelivered: 0 });
    const distinct = [...new Set(payloads(broker))];
    expect(distinct).toEqual(['a', 'b', 'c', 'd']);
  });

  const windows = [
    ['its own', 4, { inflightMax: 3 }],
    ['that of an MQTT 5 broker', 5, { inflightMax: 1_000 }],
  ] as const;
  it.each(windows)(
    'keeps to %s window of unacknowledged messages',
    async (_whose, version, limits) => {
      let unacknowledged = 0;
      let most = 0;
      const broker = await brokerOf((packet, client) => {
        const properties = version === 5 ? { properties: { receiveMaximum: 3 } } : {};
        if (packet.cmd === 'connect') client.send({ ...connack(), ...properties } as Packet);
        if (packet.cmd !== 'publish') return;
        unacknowledged += 1;
        most = Math.max(most, unacknowledged);
        setImmediate(() => {
          unacknowledged -= 1;
          client.send(puback(packet.messageId));
        });
      });
      const fleet = fleetAt(broker.port, { ...limits, protocolVersion: version });
      await fleet.ready;
      for (let i = 0; i < 40; i += 1) say(fleet, `m${i}`);
      await emptied(fleet);
      expect(payloads(broker)).toEqual(Array.from({ length: 40 }, (_, i) => `m${i}`));
      expect(most).toBe(3);
    },
  );

  it('asks its caller to wait when a connection is full, and no longer than that', async () => {
    const acks: (() => void)[] = [];
    const broker = await brokerOf((packet, client) => {
      if (packet.cmd === 'connect') client.send(connack());
      else if (packet.cmd === 'publish') acks.push(() => client.send(puback(packet.messageId)));
    });
    const fleet = fleetAt(broker.port, { heldMax: { messages: 2, bytes: 1e6 } });
    await fleet.ready;
    const { signal } = new AbortController();
    say(fleet, 'a');
    expect(fleet.room(signal)).toBeUndefined();
    say(fleet, 'b');
    const room = fleet.room(signal);
    fleet.flush();
    await broker.seen('publish', 2);
    for (const ack of acks) ack();
    await room;
    expect(fleet.room(signal)).toBeUndefined();
  });

  it('counts what nobody will ever take when its broker refuses the connection', async () => {
    const broker = await brokerOf((packet, client) => {
      if (packet.cmd === 'connect') client.send(connack(5));
    });
    const reasons: string[] = [];
    const fleet = fleetAt(broker.port, {
      onEvent: ({ state, reason }) => state === 'refused' && reasons.push(reason ?? ''),
    });
    say(fleet, 'a');
    await fleet.ready;
    say(fleet, 'b');
    await fleet.emptied(new AbortController().signal);
    expect(fleet.tally()).toMatchObject({ delivered: 0, undelivered: 2 });
    expect(fleet.stats()).toMatchObject({ connected: 0, refused: 1 });
    expect(reasons).toHaveLength(1);
  });

  it('counts a message as delivered at QoS 0 when the socket has it', async () => {
    const broker = await brokerOf((packet, client) => {
      if (packet.cmd === 'connect') client.send(connack());
    });
    const fleet = fleetAt(broker.port, { qos: 0 });
    await fleet.ready;
    for (const text of ['a', 'b', 'c']) say(fleet, text);
    await emptied(fleet);
    await broker.seen('publish', 3);
    expect(fleet.tally().delivered).toBe(3);
    expect(
      published(broker).every(({ qos, messageId }) => qos === 0 && messageId === undefined),
    ).toBe(true);
  });
});
