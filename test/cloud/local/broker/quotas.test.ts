import type { MqttClient } from 'mqtt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { IdentityRegistry } from '../../../../src/cloud/local/identity/identity-registry.ts';
import { manualClock } from '../../../../src/runtime/clock.ts';
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

const filters = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, at) => `dt/pm-sim/site/wt-001/${from + at}`);

/** The reason code of the DISCONNECT that ends the connection. */
function saidGoodbye(client: MqttClient): Promise<number | undefined> {
  return new Promise((resolve) =>
    client.once('disconnect', (packet) => resolve(packet.reasonCode)),
  );
}

const ignore = (): void => undefined;

const only = (attribute: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Action: '*',
      Resource: '*',
      Condition: { 'ForAllValues:StringEquals': { 'iot:ConnectAttributes': [attribute] } },
    },
  });

const statement = (Action: string, Resource: string) => ({ Effect: 'Allow', Action, Resource });

describe('a connection', () => {
  it('beyond those that the broker takes is refused, and not without a word', async () => {
    const full = await startBench(registry, { connectionsMax: 1 });
    const first = await connect(full, registry, { device });
    const second = addDevice(registry, 'wt-002');
    await expect(connect(full, registry, { device: second })).rejects.toBeInstanceOf(Error);
    await full.until(() => full.refusals.length > 0);
    expect(full.refusals).toMatchObject([
      { stage: 'connect', reason: 'limit', detail: expect.stringMatching(/^1 connections are/u) },
    ]);
    await first.endAsync();
    await full.broker[Symbol.asyncDispose]();
  });
});

describe('an UNSUBSCRIBE', () => {
  it('may name a filter that every object of JavaScript has', async () => {
    const client = await connect(bench, registry, { device });
    await client.unsubscribeAsync(['toString', '__proto__', 'hasOwnProperty']);
    await client.publishAsync(TOPIC, '{}', { qos: 1 });
    expect(bench.messages).toHaveLength(1);
    await client.endAsync();
  });
});

describe('a SUBSCRIBE', () => {
  it('may have eight topic filters', async () => {
    const client = await connect(bench, registry, { device });
    expect(await client.subscribeAsync(filters(8), { qos: 1 })).toHaveLength(8);
    expect(bench.refusals).toEqual([]);
    await client.endAsync();
  });

  it('with nine ends the connection, whatever came with it, and none is granted', async () => {
    const client = await connect(bench, registry, { device, protocolVersion: 5 });
    const goodbye = saidGoodbye(client);
    client.subscribe(filters(1, 100), ignore);
    client.subscribe(filters(9), ignore);
    expect(await goodbye).toBe(0x97);
    client.end(true);
    expect(bench.refusals).toMatchObject([
      {
        stage: 'subscribe',
        reason: 'limit',
        detail: expect.stringContaining('9 topic filters') as string,
      },
    ]);
    await bench.until(() => bench.connections.length === 2);
    expect(bench.connections[1]).toMatchObject({ reason: 'CLIENT_ERROR' });
  });
});

describe('a connection', () => {
  it('may have fifty subscriptions: one more is refused in the SUBACK, and it ends', async () => {
    const client = await connect(bench, registry, { device, protocolVersion: 5 });
    const goodbye = saidGoodbye(client);
    for (const filter of filters(50)) await client.subscribeAsync(filter, { qos: 0 });
    await expect(client.subscribeAsync('dt/pm-sim/site/wt-001/more')).rejects.toThrow(
      'Not authorized',
    );
    expect(await goodbye).toBe(0x97);
    client.end(true);
    expect(bench.refusals).toMatchObject([{ stage: 'subscribe', reason: 'limit' }]);
  });

  it('has room again after an UNSUBSCRIBE, and a repeated filter takes none', async () => {
    const client = await connect(bench, registry, { device });
    for (const filter of filters(50)) await client.subscribeAsync(filter, { qos: 0 });
    await client.subscribeAsync(filters(1), { qos: 1 });
    await client.unsubscribeAsync(filters(2));
    await client.subscribeAsync(filters(2, 50), { qos: 0 });
    expect(bench.refusals).toEqual([]);
    await client.endAsync();
  });

  it('stays above 100 publishes a second, and the rest is discarded without a PUBACK', async () => {
    await bench.broker[Symbol.asyncDispose]();
    const clock = manualClock(0);
    bench = await startBench(registry, { enforceRate: true, clock });
    const client = await connect(bench, registry, { device });
    const acknowledged: number[] = [];
    for (let at = 0; at < 105; at += 1) {
      client.publish(TOPIC, `${at}`, { qos: 1 }, (error) => {
        if (!error) acknowledged.push(at);
      });
    }
    await bench.until(() => bench.refusals.length > 0);
    await client.subscribeAsync('dt/pm-sim/site/wt-001/after', { qos: 0 });
    expect(bench.messages).toHaveLength(100);
    expect(bench.refusals).toMatchObject([{ stage: 'publish', reason: 'rate' }]);
    await clock.advance(1_000);
    await client.publishAsync(TOPIC, 'a second later', { qos: 1 });
    expect(bench.messages).toHaveLength(101);
    expect(acknowledged).toHaveLength(100);
    client.end(true);
  });

  it('may exceed the rate unless that limit is on', async () => {
    const client = await connect(bench, registry, { device });
    await Promise.all(
      Array.from({ length: 150 }, (_, at) => client.publishAsync(TOPIC, `${at}`, { qos: 1 })),
    );
    expect(bench.messages).toHaveLength(150);
    await client.endAsync();
  });
});

describe('connect attributes', () => {
  const will = { topic: TOPIC, payload: Buffer.from('gone'), qos: 1 as const, retain: false };

  it.each([
    ['LastWill', { will }, { clean: false }],
    ['PersistentConnect', { clean: false }, { will }],
  ])('let a policy allow %s and nothing else', async (attribute, good, bad) => {
    const limited = addDevice(registry, 'wt-009', only(attribute));
    const plain = await connect(bench, registry, { device: limited });
    await plain.endAsync();
    const client = await connect(bench, registry, { device: limited, ...good });
    await client.endAsync();
    await expect(connect(bench, registry, { device: limited, ...bad })).rejects.toThrow(
      'Not authorized',
    );
    expect(bench.refusals).toMatchObject([{ stage: 'connect', reason: 'policy' }]);
  });

  it('of MQTT 5 are persistent when the session outlives the connection', async () => {
    const limited = addDevice(registry, 'wt-009', only('LastWill'));
    const properties = { sessionExpiryInterval: 60 };
    const persistent = { device: limited, protocolVersion: 5 as const, properties };
    await expect(connect(bench, registry, persistent)).rejects.toThrow('Not authorized');
    const client = await connect(bench, registry, {
      device: limited,
      protocolVersion: 5,
      clean: false,
    });
    await client.endAsync();
  });
});

describe('attributes of the certificate', () => {
  it('stand in policies for what is in the certificate that the device proved', async () => {
    const document = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        statement('iot:Connect', 'arn:aws:iot:*:*:client/${iot:Certificate.Subject.CommonName}'),
        statement('iot:Publish', 'arn:aws:iot:*:*:topic/of/${iot:Certificate.Issuer.Organization}'),
      ],
    });
    const named = addDevice(registry, 'wt-009', document);
    await expect(connect(bench, registry, { device: named, clientId: 'wt-001' })).rejects.toThrow(
      'Not authorized',
    );
    const client = await connect(bench, registry, { device: named });
    await client.publishAsync('of/pm-sim', 'x', { qos: 1 });
    expect(bench.messages).toHaveLength(1);
    await client.endAsync();
  });
});
