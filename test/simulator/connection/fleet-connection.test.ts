import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CertificateAuthority } from '../../../src/cloud/x509/authority.ts';
import { systemClock } from '../../../src/runtime/clock.ts';
import { createRandom } from '../../../src/runtime/random.ts';
import {
  connectFleet,
  type ConnectionEvent,
  type FleetConnection,
  type FleetConnectionOptions,
  type FleetDevice,
} from '../../../src/simulator/connection/fleet-connection.ts';
import {
  commonNameOf,
  createAuthority,
  issueIdentity,
  startTestBroker,
  type Identity,
  type TestBroker,
} from './mtls-broker.ts';

let authority: CertificateAuthority;
let brokers: TestBroker[] = [];
let fleets: FleetConnection[] = [];

beforeAll(() => {
  authority = createAuthority();
});

afterEach(async () => {
  await Promise.all(fleets.map((fleet) => fleet[Symbol.asyncDispose]()));
  await Promise.all(brokers.map((broker) => broker.kill()));
  fleets = [];
  brokers = [];
});

async function startBroker(options: Partial<Parameters<typeof startTestBroker>[0]> = {}) {
  const started = await startTestBroker({ authority, ...options });
  brokers.push(started);
  return started;
}

function deviceOf(name: string, identity: Identity = issueIdentity(authority, name)): FleetDevice {
  return {
    clientId: name,
    ...identity,
    willTopic: `dt/pm-sim/ridge/${name}/status`,
    willPayload: JSON.stringify({ state: 'lost' }),
  };
}

function connect(port: number, change: Partial<FleetConnectionOptions> = {}) {
  const events: ConnectionEvent[] = [];
  const watchers = new Set<() => void>();
  const fleet = connectFleet({
    host: '127.0.0.1',
    port,
    ca: authority.certificatePem,
    devices: [deviceOf('wt-001')],
    qos: 1,
    ratePerSecond: 1_000,
    clock: systemClock(),
    random: createRandom('test'),
    keepAliveSeconds: 60,
    inflightMax: 10,
    backoff: { baseMs: 5, maxMs: 20 },
    onEvent(event) {
      events.push(event);
      for (const look of watchers) look();
    },
    ...change,
  });
  fleets.push(fleet);
  /** Resolves when so many events of this state have been seen. */
  const seen = (state: ConnectionEvent['state'], count = 1): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (events.filter((event) => event.state === state).length < count) return;
        watchers.delete(look);
        resolve();
      };
      watchers.add(look);
      look();
    });
  return { fleet, events, seen };
}

const TOPIC = 'dt/pm-sim/ridge/wt-001/telemetry';

function payloadsOf({ received }: TestBroker): readonly string[] {
  return received.map(({ payload }) => payload);
}

describe('fleet connection', () => {
  it('connects every device with its own client identifier and certificate', async () => {
    const { port, sockets } = await startBroker();
    const names = ['wt-001', 'wt-002', 'wt-003'];
    const { fleet, events } = connect(port, { devices: names.map((name) => deviceOf(name)) });
    await fleet.ready;

    expect(fleet.connectedCount()).toBe(3);
    expect(new Set(sockets().map(commonNameOf))).toEqual(new Set(names));
    expect(events.map(({ device, state }) => `${device} ${state}`).toSorted()).toEqual(
      names.map((name) => `${name} connected`),
    );
  });

  it('resolves a publish at its acknowledgement, not before', async () => {
    const server = await startBroker();
    const { fleet } = connect(server.port);
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
    const first = await startBroker();
    const { fleet, seen } = connect(first.port);
    await fleet.ready;
    await fleet.publish('wt-001', TOPIC, 'acked');
    first.holdAcks();
    const open = ['a', 'b', 'c'].map((payload) => fleet.publish('wt-001', TOPIC, payload));
    await first.arrived(4);
    await first.kill();
    await seen('disconnected');
    const late = fleet.publish('wt-001', TOPIC, 'd');
    const second = await startBroker({ port: first.port });
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
    const server = await startBroker();
    const { fleet } = connect(server.port, { inflightMax: 2 });
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
    const server = await startBroker();
    const { fleet } = connect(server.port, { heldMax: 2 });
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
});
