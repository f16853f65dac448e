import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BrokerMessage } from '../../../../src/cloud/local/broker/events.ts';
import type { IdentityRegistry } from '../../../../src/cloud/local/identity/identity-registry.ts';
import { addDevice, openRegistry, temporaryFolder, type Device } from '../identity/fixtures.ts';
import { connect, startBench, type Bench } from './fixtures.ts';

const TOPIC = 'dt/pm-sim/site/wt-001/telemetry';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let registry: IdentityRegistry;
let bench: Bench;
let device: Device;

beforeEach(async () => {
  folder = await temporaryFolder();
  registry = await openRegistry(folder.path);
  bench = await startBench(registry);
  device = addDevice(registry, 'wt-001');
});
afterEach(async () => {
  await bench.broker[Symbol.asyncDispose]();
  await registry[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

async function restart(options: Parameters<typeof startBench>[1]): Promise<void> {
  await bench.broker[Symbol.asyncDispose]();
  bench = await startBench(registry, options);
}

/** A hand-over that waits until it is told to go on. */
function gate(): {
  readonly started: string[];
  open(): void;
  readonly pass: (message: BrokerMessage) => Promise<void>;
} {
  const started: string[] = [];
  const waiting: (() => void)[] = [];
  let isOpen = false;
  return {
    started,
    open() {
      isOpen = true;
      for (const go of waiting.splice(0)) go();
    },
    pass(message) {
      started.push(text(message));
      return isOpen ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve));
    },
  };
}

function text(message: BrokerMessage): string {
  return Buffer.from(message.payload).toString('utf8');
}

/** Turns the event loop until something is so. */
async function eventually(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

/** Lets everything that could still happen happen. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe('a device with its certificate', () => {
  it.each([4, 5] as const)(
    'connects with MQTT version %i and has its publish handed over before the PUBACK',
    async (protocolVersion) => {
      const client = await connect(bench, registry, { device, protocolVersion });
      await bench.until(() => bench.connections.length === 1);
      expect(bench.connections).toEqual([
        { type: 'connected', clientId: 'wt-001', principal: device.certificateId, protocolVersion },
      ]);
      expect(bench.broker.connectedCount()).toBe(1);
      await client.publishAsync(TOPIC, '{"v":1}', { qos: 1 });
      expect(bench.messages).toEqual([
        expect.objectContaining({
          topic: TOPIC,
          qos: 1,
          clientId: 'wt-001',
          principal: device.certificateId,
        }),
      ]);
      expect(bench.messages.map(text)).toEqual(['{"v":1}']);
      await client.endAsync();
      await bench.until(() => bench.connections.length === 2);
      expect(bench.connections[1]).toMatchObject({
        type: 'disconnected',
        reason: 'CLIENT_INITIATED_DISCONNECT',
      });
      expect(bench.refusals).toEqual([]);
      expect(bench.broker.connectedCount()).toBe(0);
    },
  );

  it('has quality of service 0 handed over too, also when it leaves at once', async () => {
    const client = await connect(bench, registry, { device });
    client.publish(TOPIC, 'fire and forget', { qos: 0 });
    await client.endAsync();
    await bench.until(() => bench.messages.length === 1);
    expect(bench.messages).toMatchObject([{ qos: 0 }]);
  });

  it('takes over from an older connection of its name', async () => {
    const first = await connect(bench, registry, { device });
    const closed = new Promise<void>((resolve) => first.once('close', () => resolve()));
    const second = await connect(bench, registry, { device });
    await closed;
    await bench.until(() => bench.connections.length === 3);
    expect(
      bench.connections
        .map((event) => (event.type === 'connected' ? event.type : event.reason))
        .toSorted(),
    ).toEqual(['DUPLICATE_CLIENTID', 'connected', 'connected']);
    expect(bench.broker.connectedCount()).toBe(1);
    await second.publishAsync(TOPIC, 'still here', { qos: 1 });
    first.end(true);
    await second.endAsync();
  });

  it('has its last will handed over when the connection is lost, not when it says goodbye', async () => {
    const will = {
      topic: 'dt/pm-sim/site/wt-001/status',
      payload: Buffer.from('offline'),
      qos: 1 as const,
      retain: false,
    };
    const polite = await connect(bench, registry, { device, will });
    await polite.endAsync();
    await bench.until(() => bench.connections.length === 2);
    const rude = await connect(bench, registry, { device, will });
    rude.stream.destroy();
    await bench.until(() => bench.messages.length === 1);
    rude.end(true);
    expect(bench.messages.map((message) => `${message.topic} ${text(message)}`)).toEqual([
      'dt/pm-sim/site/wt-001/status offline',
    ]);
    await bench.until(() => bench.connections.length === 4);
    expect(bench.connections[3]).toMatchObject({ reason: 'CONNECTION_LOST' });
  });

  it('has its last will handed over when it is cut off, but not when its certificate is revoked', async () => {
    const will = {
      topic: 'dt/pm-sim/site/wt-001/status',
      payload: Buffer.from('offline'),
      qos: 1 as const,
      retain: false,
    };
    const offender = await connect(bench, registry, { device, will });
    offender.publish('dt/pm-sim/site/wt-002/telemetry', 'x', { qos: 1 }, () => undefined);
    await bench.until(() => bench.messages.length === 1);
    offender.end(true);
    expect(bench.messages.map(text)).toEqual(['offline']);
    const revoked = await connect(bench, registry, { device, will });
    await bench.until(() => bench.connections.length === 3);
    registry.certificates.setStatus(device.certificateId, 'REVOKED');
    await bench.until(() => bench.connections.length === 4);
    await settle();
    revoked.end(true);
    expect(bench.messages).toHaveLength(1);
  });

  it('receives what is published in process under its own name only', async () => {
    const client = await connect(bench, registry, { device });
    const received: string[] = [];
    client.on('message', (topic, payload) => received.push(`${topic} ${payload.toString()}`));
    await client.subscribeAsync('dt/pm-sim/+/wt-001/#', { qos: 1 });
    await bench.broker.publish('dt/pm-sim/site/wt-001/command', 'one', 1);
    await bench.broker.publish('dt/pm-sim/site/wt-002/command', 'two', 1);
    await bench.broker.publish('dt/pm-sim/site/wt-001/command', 'three');
    await eventually(() => received.length >= 2);
    await settle();
    expect(received).toEqual([
      'dt/pm-sim/site/wt-001/command one',
      'dt/pm-sim/site/wt-001/command three',
    ]);
    expect(bench.messages).toEqual([]);
    await client.endAsync();
  });

  it('does not receive where policy lets it subscribe but not receive', async () => {
    const document = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: '*', Resource: '*' },
        { Effect: 'Deny', Action: 'iot:Receive', Resource: 'arn:aws:iot:*:*:topic/secret/*' },
      ],
    });
    const curious = addDevice(registry, 'wt-002', document);
    const client = await connect(bench, registry, { device: curious });
    const received: string[] = [];
    client.on('message', (topic) => received.push(topic));
    await client.subscribeAsync('#', { qos: 0 });
    await bench.broker.publish('secret/a', 'x');
    await bench.broker.publish('open/a', 'x');
    await eventually(() => received.length > 0);
    await settle();
    expect(received).toEqual(['open/a']);
    expect(bench.refusals).toMatchObject([
      { stage: 'receive', reason: 'policy', topic: 'secret/a' },
    ]);
    await client.endAsync();
  });

  it('may ask for any keep-alive and gets one that AWS IoT would give', async () => {
    const client = await connect(bench, registry, { device, protocolVersion: 5, keepalive: 5_000 });
    expect(client.keepalive).toBe(1_200);
    await client.endAsync();
    const old = await connect(bench, registry, { device, protocolVersion: 4, keepalive: 0 });
    await old.publishAsync(TOPIC, 'x', { qos: 1 });
    await old.endAsync();
  });
});

describe('the hand-over of publishes', () => {
  it('withholds the PUBACK until it is done', async () => {
    const held = gate();
    await restart({ onPublish: held.pass });
    const client = await connect(bench, registry, { device });
    let acknowledged = false;
    const published = client.publishAsync(TOPIC, 'x', { qos: 1 }).then(() => {
      acknowledged = true;
      return undefined;
    });
    await eventually(() => held.started.length > 0);
    await settle();
    expect(held.started).toEqual(['x']);
    expect(acknowledged).toBe(false);
    held.open();
    await published;
    await client.endAsync();
  });

  it.each([4, 5] as const)(
    'that fails gives MQTT version %i no PUBACK, so the device sends again',
    async (protocolVersion) => {
      let failures = 2;
      await restart({
        onPublish: () => {
          failures -= 1;
          return failures >= 0
            ? Promise.reject(new Error('the stream is throttled'))
            : Promise.resolve();
        },
      });
      const client = await connect(bench, registry, {
        device,
        protocolVersion,
        reconnectPeriod: 1,
        clean: false,
        properties: protocolVersion === 5 ? { sessionExpiryInterval: 60 } : {},
      });
      await client.publishAsync(TOPIC, 'precious', { qos: 1 });
      expect(bench.messages.map(text)).toEqual(['precious']);
      expect(bench.refusals).toMatchObject([
        { stage: 'publish', reason: 'not-accepted', detail: 'the stream is throttled' },
        { stage: 'publish', reason: 'not-accepted' },
      ]);
      await client.endAsync();
    },
  );

  it('that fails for quality of service 0 is reported, and the device stays', async () => {
    await restart({ onPublish: () => Promise.reject(new Error('the stream is throttled')) });
    const client = await connect(bench, registry, { device });
    client.publish(TOPIC, 'one', { qos: 0 });
    client.publish(TOPIC, 'two', { qos: 0 });
    await bench.until(() => bench.refusals.length === 2);
    expect(bench.refusals.map(({ reason }) => reason)).toEqual(['not-accepted', 'not-accepted']);
    expect(client.connected).toBe(true);
    await client.endAsync();
  });

  it('keeps the order of each device, whatever each message waits for', async () => {
    const order: string[] = [];
    await restart({
      onPublish: async (message) => {
        const turns = text(message).length % 7;
        for (let turn = 0; turn < turns; turn += 1)
          await new Promise((resolve) => setImmediate(resolve));
        order.push(text(message));
      },
    });
    const client = await connect(bench, registry, { device });
    const sent = Array.from({ length: 60 }, (_, at) => `${at}${'.'.repeat((at * 5) % 11)}`);
    await Promise.all(sent.map((payload) => client.publishAsync(TOPIC, payload, { qos: 1 })));
    expect(order).toEqual(sent);
    await client.endAsync();
  });

  it('is bounded: the rest waits in its sockets', async () => {
    const held = gate();
    await restart({ onPublish: held.pass, concurrentPublishesMax: 2 });
    const devices = ['wt-002', 'wt-003', 'wt-004'].map((name) => addDevice(registry, name));
    const clients = await Promise.all(
      devices.map((each) => connect(bench, registry, { device: each })),
    );
    const published = clients.map((client, at) =>
      client.publishAsync(`dt/pm-sim/site/${devices[at]?.name}/telemetry`, `${at}`, { qos: 1 }),
    );
    await eventually(() => held.started.length === 2);
    await settle();
    expect(held.started).toHaveLength(2);
    held.open();
    await Promise.all(published);
    expect(held.started).toHaveLength(3);
    await Promise.all(clients.map((client) => client.endAsync()));
  });
});

describe('the port', () => {
  it('in use is reported with what to do', async () => {
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(0, '127.0.0.1', resolve));
    const { port } = squatter.address() as { port: number };
    await expect(startBench(registry, { port })).rejects.toMatchObject({
      code: 'broker/port-in-use',
      hint: expect.stringContaining('--mqtt-port') as string,
    });
    await new Promise((resolve) => squatter.close(resolve));
  });

  it('of another machine is reported', async () => {
    await expect(startBench(registry, { host: '203.0.113.7' })).rejects.toMatchObject({
      code: 'broker/cannot-listen',
    });
  });
});

describe('closing the broker', () => {
  it('waits for hand-overs, ends every connection, sends no wills, and frees the port', async () => {
    const held = gate();
    await restart({ onPublish: held.pass });
    const will = {
      topic: 'dt/pm-sim/site/wt-001/status',
      payload: Buffer.from('offline'),
      qos: 1 as const,
      retain: false,
    };
    const client = await connect(bench, registry, { device, will });
    const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
    client.publish(TOPIC, 'last', { qos: 1 }, () => undefined);
    await eventually(() => held.started.length > 0);
    const closing = bench.broker[Symbol.asyncDispose]();
    held.open();
    await closing;
    await closed;
    client.end(true);
    expect(held.started).toEqual(['last']);
    expect(bench.connections.at(-1)).toMatchObject({
      type: 'disconnected',
      reason: 'SERVER_INITIATED_DISCONNECT',
    });
    await expect(connect(bench, registry, { device })).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
    await bench.broker[Symbol.asyncDispose]();
  });
});
