import { afterEach, describe, expect, it } from 'vitest';
import type { ConnectionEvent } from '../../../src/simulator/connection/fleet-connection.ts';
import { codeOf } from '../../simulator/connection/fleet-harness.ts';
import {
  createAuthority,
  issueIdentity,
  startTestBroker,
  type Identity,
  type TestBroker,
  type TestBrokerOptions,
} from '../../simulator/connection/mtls-broker.ts';
import { connectByCommonRuntime, connectByMqttJs, type Port } from './publish-ports.ts';

const authority = createAuthority();
const identity = issueIdentity(authority, 'wt-001');
const WILL = { topic: 'dt/pm-sim/ridge/wt-001/status', payload: '{"state":"lost"}' };
const TOPIC = 'dt/pm-sim/ridge/wt-001/telemetry';

const ports: Port[] = [];
const brokers: TestBroker[] = [];

afterEach(async () => {
  await Promise.all(ports.splice(0).map((port) => port[Symbol.asyncDispose]()));
  await Promise.all(brokers.splice(0).map((broker) => broker.kill()));
});

async function startBroker(options: Partial<TestBrokerOptions> = {}): Promise<TestBroker> {
  const broker = await startTestBroker({ authority, ...options });
  brokers.push(broker);
  return broker;
}

describe.each([
  ['mqtt', connectByMqttJs],
  ['aws-iot-device-sdk-v2', connectByCommonRuntime],
])('publish port by %s', (_name, connectBy) => {
  async function connect(port: number, change: { identity?: Identity; heldMax?: number } = {}) {
    const events: ConnectionEvent[] = [];
    let look: (() => void) | undefined;
    const transport = await connectBy({
      port,
      ca: authority.certificatePem,
      ...identity,
      ...change.identity,
      will: WILL,
      heldMax: change.heldMax ?? 100,
      onEvent(event) {
        events.push(event);
        look?.();
      },
    });
    ports.push(transport);
    const seen = (state: ConnectionEvent['state'], count = 1): Promise<void> =>
      new Promise((resolve) => {
        look = () => {
          if (events.filter((event) => event.state === state).length >= count) resolve();
        };
        look();
      });
    await transport.ready;
    return { transport, events, seen };
  }

  it('resolves a publish at its acknowledgement, and a drain with the last of them', async () => {
    const broker = await startBroker();
    const { transport } = await connect(broker.port);
    broker.holdAcks();
    const one = transport.publish(TOPIC, 'one');
    await broker.arrived(1);
    expect(await transport.drain(1)).toBe(1);
    const drained = transport.drain(60_000);
    broker.releaseAcks();
    await one;

    expect(await drained).toBe(0);
    expect(broker.received).toEqual([
      { clientId: 'wt-001', topic: TOPIC, payload: 'one', dup: false },
    ]);
  });

  it('sends what was un-acked again, first, in order and marked, when the broker is back', async () => {
    const first = await startBroker();
    const { transport, seen } = await connect(first.port);
    first.holdAcks();
    const open = ['a', 'b', 'c'].map((payload) => transport.publish(TOPIC, payload));
    await first.arrived(3);
    await first.kill();
    await seen('disconnected');
    open.push(transport.publish(TOPIC, 'd'));
    const second = await startBroker({ port: first.port });
    await Promise.all(open);

    expect(second.received.map(({ payload, dup }) => [payload, dup])).toEqual([
      ['a', true],
      ['b', true],
      ['c', true],
      ['d', false],
    ]);
  });

  it('leaves its last will when cut off, and none when closed', async () => {
    const broker = await startBroker();
    const { transport, seen } = await connect(broker.port);
    broker.cut();
    await broker.arrived(1);
    await seen('connected', 2);
    await transport[Symbol.asyncDispose]();
    const { transport: next } = await connect(broker.port);
    await next.publish(TOPIC, 'after');

    expect(broker.received.map(({ topic, payload }) => [topic, payload])).toEqual([
      [WILL.topic, WILL.payload],
      [TOPIC, 'after'],
    ]);
  });

  it('gives way when its client identifier is taken over, and comes back', async () => {
    const broker = await startBroker();
    const first = await connect(broker.port);
    const second = await connect(broker.port);
    await first.seen('disconnected');
    await first.seen('connected', 2);
    await second.transport[Symbol.asyncDispose]();

    await expect(first.transport.publish(TOPIC, 'mine')).resolves.toBeUndefined();
  });

  it('stops for good when the broker says that it is not authorized', async () => {
    const broker = await startBroker({ onConnect: () => 5 });
    const { transport, events, seen } = await connect(broker.port);
    await seen('refused');

    expect(events).toEqual([
      {
        type: 'connection',
        device: 'wt-001',
        state: 'refused',
        reason: 'The broker refused the connection: not authorized.',
      },
    ]);
    expect(await codeOf(transport.publish(TOPIC, 'a'))).toBe('connection/refused');
  });

  it('gives up what it holds when the broker will not have the certificate', async () => {
    const broker = await startBroker();
    const foreign = issueIdentity(createAuthority('foreign CA'), 'wt-001');
    const { transport, seen } = await connect(broker.port, { identity: foreign });
    const early = codeOf(transport.publish(TOPIC, 'a'));
    await seen('refused');

    expect(await early).toBe('connection/refused');
    expect(await transport.drain(60_000)).toBe(0);
  });

  it('holds no more than its bound and tells when there is room', async () => {
    const broker = await startBroker();
    const { transport } = await connect(broker.port, { heldMax: 2 });
    broker.holdAcks();
    const held = [transport.publish(TOPIC, 'a'), transport.publish(TOPIC, 'b')];

    expect(await codeOf(transport.publish(TOPIC, 'c'))).toBe('connection/outbox-full');
    const room = transport.room();
    broker.releaseAcks();
    await room;
    await Promise.all([...held, transport.publish(TOPIC, 'd')]);
    expect(broker.received.map(({ payload }) => payload)).toEqual(['a', 'b', 'd']);
  });

  it('rejects what is open when closed, and can be closed twice', async () => {
    const broker = await startBroker();
    const { transport } = await connect(broker.port);
    broker.holdAcks();
    const open = codeOf(transport.publish(TOPIC, 'a'));
    await broker.arrived(1);
    await Promise.all([transport[Symbol.asyncDispose](), transport[Symbol.asyncDispose]()]);

    expect(await open).toBe('connection/closed');
    expect(await codeOf(transport.publish(TOPIC, 'b'))).toBe('connection/closed');
  });
});
