import { afterEach, describe, expect, it } from 'vitest';
import { createHarness, codeOf, payloadsOf, TOPIC } from './fleet-harness.ts';
import { commonNameOf } from './mtls-broker.ts';

const harness = createHarness();
afterEach(harness.dispose);

describe('fleet connection', () => {
  it('connects every device with its own client identifier and certificate', async () => {
    const { port, sockets } = await harness.startBroker();
    const names = ['wt-001', 'wt-002', 'wt-003'];
    const { fleet, events } = harness.connect(port, {
      devices: names.map((name) => harness.deviceOf(name)),
    });
    await fleet.ready;

    expect(fleet.connectedCount()).toBe(3);
    expect(new Set(sockets().map(commonNameOf))).toEqual(new Set(names));
    expect(events.map(({ device, state }) => `${device} ${state}`).toSorted()).toEqual(
      names.map((name) => `${name} connected`),
    );
  });

  it('resolves a publish at its acknowledgement, not before', async () => {
    const server = await harness.startBroker();
    const { fleet } = harness.connect(server.port);
    await fleet.ready;
    server.holdAcks();
    const publish = fleet.publish('wt-001', TOPIC, 'one');
    await server.arrived(1);

    expect(await Promise.race([publish, Promise.resolve('still open')])).toBe('still open');
    expect(fleet.stats().held).toBe(1);
    server.releaseAcks();
    await publish;
    expect(fleet.stats().held).toBe(0);
    expect(server.received).toEqual([
      { clientId: 'wt-001', topic: TOPIC, payload: 'one', dup: false },
    ]);
  });

  it('sends again, in order and marked as duplicates, what was not acknowledged when the broker died', async () => {
    const first = await harness.startBroker();
    const { fleet, seen } = harness.connect(first.port);
    await fleet.ready;
    await fleet.publish('wt-001', TOPIC, 'acked');
    first.holdAcks();
    const open = ['a', 'b', 'c'].map((payload) => fleet.publish('wt-001', TOPIC, payload));
    await first.arrived(4);
    await first.kill();
    await seen('disconnected');
    const late = fleet.publish('wt-001', TOPIC, 'd');
    const second = await harness.startBroker({ port: first.port });
    await Promise.all([...open, late]);

    expect(second.received.map(({ payload, dup }) => [payload, dup])).toEqual([
      ['a', true],
      ['b', true],
      ['c', true],
      ['d', false],
    ]);
    expect(fleet.stats()).toMatchObject({ held: 0, resent: 3, connects: 2 });
  });

  it('keeps at most the window on the wire and lets callers run ahead of it', async () => {
    const server = await harness.startBroker();
    const { fleet } = harness.connect(server.port, { inflightMax: 2 });
    await fleet.ready;
    server.holdAcks();
    const all = ['a', 'b', 'c', 'd'].map((payload) => fleet.publish('wt-001', TOPIC, payload));
    await server.arrived(2);

    expect(payloadsOf(server)).toEqual(['a', 'b']);
    server.releaseAcks();
    await Promise.all(all);
    expect(payloadsOf(server)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('refuses to hold more than its bound and tells when there is room again', async () => {
    const server = await harness.startBroker();
    const { fleet } = harness.connect(server.port, { heldMax: 2 });
    await fleet.ready;
    await fleet.room();
    server.holdAcks();
    const held = [fleet.publish('wt-001', TOPIC, 'a'), fleet.publish('wt-001', TOPIC, 'b')];

    await expect(fleet.publish('wt-001', TOPIC, 'c')).rejects.toMatchObject({
      code: 'connection/outbox-full',
    });
    const room = fleet.room();
    server.releaseAcks();
    await room;
    await expect(fleet.publish('wt-001', TOPIC, 'd')).resolves.toBeUndefined();
    await Promise.all(held);
    expect(payloadsOf(server)).toEqual(['a', 'b', 'd']);
  });

  it('spares the last will when it is closed in good order, with messages on the wire too', async () => {
    const server = await harness.startBroker();
    const { fleet } = harness.connect(server.port);
    await fleet.ready;
    server.holdAcks();
    const open = codeOf(fleet.publish('wt-001', TOPIC, 'a'));
    await server.arrived(1);
    await fleet[Symbol.asyncDispose]();
    expect(await open).toBe('connection/closed');
    server.releaseAcks();
    const next = harness.connect(server.port);
    await next.fleet.publish('wt-001', TOPIC, 'b');

    expect(payloadsOf(server)).toEqual(['a', 'b']);
  });

  it('leaves its last will when the connection breaks', async () => {
    const server = await harness.startBroker();
    const { fleet, seen } = harness.connect(server.port);
    await fleet.ready;
    server.cut('wt-001');
    await server.arrived(1);
    await seen('connected', 2);

    expect(server.received[0]).toMatchObject({
      topic: 'dt/pm-sim/ridge/wt-001/status',
      payload: '{"state":"lost"}',
    });
  });

  it('comes back with the TLS session of before, and the broker still knows the certificate', async () => {
    const server = await harness.startBroker();
    const { fleet, seen } = harness.connect(server.port);
    await fleet.ready;
    await fleet.publish('wt-001', TOPIC, 'a');
    expect(server.sockets().map((socket) => socket.isSessionReused())).toEqual([false]);
    server.cut();
    await seen('connected', 2);
    await fleet.publish('wt-001', TOPIC, 'b');

    expect(server.sockets().map((socket) => socket.isSessionReused())).toEqual([true]);
    expect(server.sockets().map(commonNameOf)).toEqual(['wt-001']);
  });

  it('delivers everything once and in order while the broker cuts it off again and again', async () => {
    const server = await harness.startBroker();
    const { fleet, seen } = harness.connect(server.port, { inflightMax: 4 });
    await fleet.ready;
    const payloads = Array.from({ length: 60 }, (_, i) => String(i));
    for (const [i, payload] of payloads.entries()) {
      const delivered = fleet.publish('wt-001', TOPIC, payload);
      if (i % 12 === 5) server.cut();
      if (i % 12 === 5) await seen('disconnected', (i - 5) / 12 + 1);
      await delivered;
    }
    const telemetry = server.received.filter(({ topic }) => topic === TOPIC);
    const firstSeen = [...new Set(telemetry.map(({ payload }) => payload))];

    expect(firstSeen).toEqual(payloads);
    const repeated = telemetry.filter(({ payload }, i) =>
      telemetry.slice(0, i).some((earlier) => earlier.payload === payload),
    );
    expect(repeated.every(({ dup }) => dup)).toBe(true);
  });

  it('gives way when another client takes its identifier over, and comes back', async () => {
    const server = await harness.startBroker();
    const devices = [harness.deviceOf('wt-001')];
    const first = harness.connect(server.port, { devices });
    await first.fleet.ready;
    const second = harness.connect(server.port, { devices });
    await first.seen('disconnected');
    await first.seen('connected', 2);
    await second.seen('disconnected');
    await second.fleet[Symbol.asyncDispose]();

    await expect(first.fleet.publish('wt-001', TOPIC, 'mine')).resolves.toBeUndefined();
  });

  it('keeps trying while nobody listens, and delivers what was published meanwhile', async () => {
    const placeholder = await harness.startBroker();
    await placeholder.kill();
    const { fleet, events, seen } = harness.connect(placeholder.port);
    await fleet.ready;
    const early = fleet.publish('wt-001', TOPIC, 'early');
    await seen('reconnecting', 2);
    expect(fleet.connectedCount()).toBe(0);
    expect(events[0]?.reason).toContain('ECONNREFUSED');
    const server = await harness.startBroker({ port: placeholder.port });
    await early;

    expect(payloadsOf(server)).toEqual(['early']);
  });

  it('waits at a drain until all is acknowledged, and says how much is not when time is up', async () => {
    const server = await harness.startBroker();
    const { fleet } = harness.connect(server.port);
    await fleet.ready;
    server.holdAcks();
    const open = [fleet.publish('wt-001', TOPIC, 'a'), fleet.publish('wt-001', TOPIC, 'b')];
    await server.arrived(2);

    expect(await fleet.drain(1)).toBe(2);
    const drained = fleet.drain(60_000);
    server.releaseAcks();
    expect(await drained).toBe(0);
    await Promise.all(open);
  });

  it('holds QoS 0 messages until there is a socket, and takes the socket for delivery', async () => {
    const server = await harness.startBroker();
    const { fleet } = harness.connect(server.port, { qos: 0 });
    await fleet.publish('wt-001', TOPIC, 'a');
    await server.arrived(1);

    expect(server.received).toEqual([
      { clientId: 'wt-001', topic: TOPIC, payload: 'a', dup: false },
    ]);
  });

  it('speaks MQTT 5 when told to', async () => {
    const server = await harness.startBroker();
    const { fleet } = harness.connect(server.port, { protocolVersion: 5 });
    await expect(fleet.publish('wt-001', TOPIC, 'five')).resolves.toBeUndefined();
    expect(payloadsOf(server)).toEqual(['five']);
  });

  it('can be closed twice, before the first attempt too, and then takes nothing more', async () => {
    const server = await harness.startBroker();
    const { fleet } = harness.connect(server.port);
    await Promise.all([fleet[Symbol.asyncDispose](), fleet[Symbol.asyncDispose]()]);
    await fleet.ready;

    await expect(fleet.publish('wt-001', TOPIC, 'a')).rejects.toMatchObject({
      code: 'connection/closed',
    });
    expect(server.sockets()).toEqual([]);
  });

  it('knows nothing of devices outside the fleet', async () => {
    const server = await harness.startBroker();
    const { fleet } = harness.connect(server.port);

    await expect(fleet.publish('wt-999', TOPIC, 'a')).rejects.toMatchObject({
      code: 'connection/unknown-device',
    });
  });
});
