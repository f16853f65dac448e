import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { connectDevice, type DeviceTransport } from '../../../src/edge/transport/iot-device-sdk.ts';
import { systemClock } from '../../../src/runtime/clock.ts';
import { createCondition } from '../../../src/runtime/condition.ts';
import { codeOf } from '../../simulator/connection/fleet-harness.ts';
import {
  createAuthority,
  issueIdentity,
  startTestBroker,
  type TestBroker,
} from '../../simulator/connection/mtls-broker.ts';

const authority = createAuthority();
const identity = issueIdentity(authority, 'wt-001');
let broker: TestBroker | undefined;
let transport: DeviceTransport | undefined;

afterEach(async () => {
  await transport?.[Symbol.asyncDispose]();
});

afterAll(() => broker?.kill());

async function connect(change: Partial<Parameters<typeof connectDevice>[0]> = {}) {
  broker ??= await startTestBroker({
    authority,
    mayPublish: (_clientId, topic) => topic !== 'forbidden',
  });
  transport = await connectDevice({
    host: '127.0.0.1',
    port: broker.port,
    ca: authority.certificatePem,
    ...identity,
    clientId: 'wt-001',
    will: { topic: 'status', payload: '{}' },
    keepAliveSeconds: 60,
    awsLimits: false,
    heldMax: 1_000,
    clock: systemClock(),
    onEvent: () => undefined,
    ...change,
  });
  await transport.ready;
  return transport;
}

describe('transport by the AWS IoT Device SDK', () => {
  it('rejects the message that a PUBACK refuses, and stays connected', async () => {
    const device = await connect();

    expect(await codeOf(device.publish('forbidden', 'a'))).toBe('connection/not-authorized');
    await expect(device.publish('allowed', 'b')).resolves.toBeUndefined();
    expect(device.refusal()).toBeUndefined();
  });

  it('spreads a burst over the rate of AWS IoT Core when told to', async () => {
    const device = await connect({ awsLimits: true });
    const before = broker?.received.length ?? 0;
    const burst = Array.from({ length: 600 }, (_, i) => codeOf(device.publish('t', String(i))));
    await broker?.arrived(before + 10);

    // At 100 a second the whole burst takes 6 s; all of it is only here if nothing held it back.
    expect(broker?.received.length).toBeLessThan(before + 600);
    await device[Symbol.asyncDispose]();
    expect(await burst.at(-1)).toBe('connection/closed');
  });

  it('hears what it listens to, and again after its connection broke', async () => {
    const device = await connect({ reconnectMs: { min: 1, max: 20 } });
    const happened: string[] = [];
    const changed = createCondition();
    const note = (what: string): void => {
      happened.push(what);
      changed.check();
    };
    const until = (what: string) => changed.until(() => happened.at(-1) === what);
    // More filters than one SUBSCRIBE may have.
    const filters = Array.from({ length: 10 }, (_, i) => `down/${i}`);
    device.listen({
      filters,
      onMessage: (topic, payload) => note(`${topic} ${payload}`),
      onReady: () => note('ready'),
      onRefused: note,
    });
    await until('ready');
    await device.publish('down/9', 'é');
    await until('down/9 é');
    broker?.cut();
    await until('ready');
    await device.publish('down/0', 'again');
    await until('down/0 again');
    expect(happened).toEqual(['ready', 'down/9 é', 'ready', 'down/0 again']);
  });

  it('names a certificate and key that do not belong together', async () => {
    const { key } = issueIdentity(authority, 'wt-001');

    expect(await codeOf(connect({ key }))).toBe('connection/identity');
  });
});
