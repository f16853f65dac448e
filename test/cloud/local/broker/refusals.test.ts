import { connect as connectTls } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { IdentityRegistry } from '../../../../src/cloud/local/identity/identity-registry.ts';
import { createCsr } from '../../../../src/cloud/x509/csr.ts';
import { createKeyPair, privateKeyPem } from '../../../../src/cloud/x509/keys.ts';
import { manualClock, type ManualClock } from '../../../../src/runtime/clock.ts';
import { testAuthority, validity } from '../../x509/fixtures.ts';
import { addDevice, openRegistry, temporaryFolder, type Device } from '../identity/fixtures.ts';
import { connect, startBench, type Bench } from './fixtures.ts';

const DAY_MS = 86_400_000;
const TOPIC = 'dt/pm-sim/site/wt-001/telemetry';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let registry: IdentityRegistry;
let bench: Bench;
let wallClock: ManualClock;
let device: Device;

beforeEach(async () => {
  folder = await temporaryFolder();
  wallClock = manualClock(Date.now());
  registry = await openRegistry(folder.path, { wallClock });
  bench = await startBench(registry);
  device = addDevice(registry, 'wt-001');
});
afterEach(async () => {
  await bench.broker[Symbol.asyncDispose]();
  await registry[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

/** Tries with both versions of MQTT: what each client was told, and the reasons reported. */
async function attempts(who: Partial<Device> = {}): Promise<{ told: string[]; reasons: string[] }> {
  const credentials = { ...device, ...who };
  const told: string[] = [];
  for (const protocolVersion of [4, 5] as const) {
    const attempt = connect(bench, registry, { device: credentials, protocolVersion });
    told.push(
      await attempt.then(
        () => 'welcome',
        (error: { code: number }) => `0x${error.code.toString(16)}`,
      ),
    );
  }
  expect(bench.broker.connectedCount()).toBe(0);
  expect(bench.connections).toEqual([]);
  expect(bench.refusals[0]).toMatchObject({
    stage: 'connect',
    clientId: credentials.name,
    remoteAddress: '127.0.0.1',
  });
  return { told, reasons: bench.refusals.map((event) => event.reason) };
}

/** CONNACK 5 in MQTT 3.1.1 and 0x87 in MQTT 5, both "not authorized". */
function refusedFor(reason: string): { told: string[]; reasons: string[] } {
  return { told: ['0x5', '0x87'], reasons: [reason, reason] };
}

function foreign(name: string): Partial<Device> {
  const keys = createKeyPair();
  const { pem } = testAuthority('elsewhere').issueDeviceCertificate(
    createCsr({ commonName: name }, keys),
    validity,
  );
  return { cert: pem, key: privateKeyPem(keys.privateKey) };
}

describe('the broker refuses, and says why,', () => {
  it('a device without a certificate', async () => {
    const anonymous = { clientId: 'wt-001' };
    await expect(connect(bench, registry, anonymous)).rejects.toThrow('Not authorized');
    expect(bench.refusals).toMatchObject([
      { reason: 'no-certificate', detail: expect.stringContaining('no certificate') as string },
    ]);
  });

  it('a certificate of another authority', async () => {
    expect(await attempts(foreign('wt-001'))).toEqual(refusedFor('certificate-foreign'));
  });

  it('a certificate of an authority that took our name', async () => {
    const keys = createKeyPair();
    const impostor = testAuthority('pm-sim local CA');
    const { pem } = impostor.issueDeviceCertificate(
      createCsr({ commonName: 'wt-001' }, keys),
      validity,
    );
    expect(await attempts({ cert: pem, key: privateKeyPem(keys.privateKey) })).toEqual(
      refusedFor('certificate-foreign'),
    );
  });

  it('a certificate that was deleted', async () => {
    registry.things.detach('wt-001', device.certificateId);
    registry.certificates.setStatus(device.certificateId, 'INACTIVE');
    registry.certificates.delete(device.certificateId, { attachedThings: 0, force: true });
    expect(await attempts({})).toEqual(refusedFor('certificate-unknown'));
  });

  it.each([
    ['INACTIVE', 'certificate-inactive'],
    ['REVOKED', 'certificate-revoked'],
  ] as const)('a certificate that is %s', async (status, reason) => {
    registry.certificates.setStatus(device.certificateId, status);
    expect(await attempts({})).toEqual(refusedFor(reason));
  });

  it('a certificate that has expired', async () => {
    await wallClock.advance(91 * DAY_MS);
    expect(await attempts({})).toEqual(refusedFor('certificate-expired'));
  });

  it('a certificate that is not valid yet', async () => {
    await bench.broker[Symbol.asyncDispose]();
    await registry[Symbol.asyncDispose]();
    registry = await openRegistry(folder.path, {
      wallClock: manualClock(wallClock.now() - DAY_MS / 2),
    });
    bench = await startBench(registry);
    await expect(connect(bench, registry, { device, rejectUnauthorized: false })).rejects.toThrow(
      'Not authorized',
    );
    expect(bench.refusals).toMatchObject([{ reason: 'certificate-not-yet-valid' }]);
  });

  it("another device's certificate", async () => {
    addDevice(registry, 'wt-002');
    expect(await attempts({ name: 'wt-002' })).toEqual(refusedFor('policy'));
    expect(bench.refusals[0]?.detail).toContain('connect as wt-002');
  });

  it('a certificate without a policy', async () => {
    registry.certificates.detachPolicy(device.certificateId, 'policy-of-wt-001');
    expect(await attempts({})).toEqual(refusedFor('policy'));
  });

  it('a client id that begins with $, which AWS IoT keeps for itself', async () => {
    await expect(connect(bench, registry, { device, clientId: '$me' })).rejects.toThrow(
      'Identifier rejected',
    );
    expect(bench.refusals).toMatchObject([
      { reason: 'limit', detail: expect.stringContaining('reserved') as string },
    ]);
  });

  it('a client id above 128 bytes', async () => {
    await expect(connect(bench, registry, { device, clientId: 'ä'.repeat(65) })).rejects.toThrow(
      'Identifier rejected',
    );
    expect(bench.refusals).toMatchObject([{ reason: 'limit' }]);
  });

  it.each([
    ['on a topic of another device', 'dt/pm-sim/site/wt-002/status', 'policy'],
    ['on a topic that is too deep', 'a/b/c/d/e/f/g/h/i', 'limit'],
  ])('a last will %s', async (_, topic, reason) => {
    const will = { topic, payload: Buffer.from('gone'), qos: 1 as const, retain: false };
    await expect(connect(bench, registry, { device, will })).rejects.toThrow(
      /Not authorized|Identifier rejected/u,
    );
    expect(bench.refusals).toMatchObject([{ stage: 'connect', reason, topic }]);
  });

  it.each([
    ['retained, without iot:RetainPublish', { retain: true, qos: 1 as const }, 'policy'],
    ['of quality of service 2', { retain: false, qos: 2 as const }, 'qos'],
  ])('a last will %s', async (_, how, reason) => {
    const will = { topic: TOPIC, payload: Buffer.from('gone'), ...how };
    await expect(connect(bench, registry, { device, will })).rejects.toThrow('Not authorized');
    expect(bench.refusals).toMatchObject([{ stage: 'connect', reason, topic: TOPIC }]);
  });

  it('a peer that does not trust the server, with the words of TLS', async () => {
    await expect(
      connect(bench, registry, { device, ca: testAuthority().certificatePem }),
    ).rejects.toThrow('certificate');
    await bench.until(() => bench.refusals.length > 0);
    expect(bench.refusals[0]).toMatchObject({
      stage: 'connect',
      reason: 'tls',
      detail: expect.stringContaining('CA certificate') as string,
    });
  });

  it('bytes that are not MQTT', async () => {
    const socket = connectTls({
      host: '127.0.0.1',
      port: bench.broker.port,
      ca: registry.caPem,
      cert: device.cert,
      key: device.key,
    });
    socket.on('error', () => undefined);
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await bench.until(() => bench.refusals.length > 0);
    expect(bench.refusals[0]).toMatchObject({ stage: 'connect', reason: 'protocol' });
    socket.destroy();
  });
});

describe('a device that is connected', () => {
  it.each([4, 5] as const)(
    'is cut off in MQTT version %i when it publishes where it may not, without a PUBACK',
    async (protocolVersion) => {
      const client = await connect(bench, registry, { device, protocolVersion });
      const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
      const published = client.publishAsync('dt/pm-sim/site/wt-002/telemetry', 'x', { qos: 1 });
      const outcome = published.then(
        () => 'acknowledged',
        () => 'not acknowledged',
      );
      await closed;
      client.end(true);
      expect(await outcome).toBe('not acknowledged');
      expect(bench.messages).toEqual([]);
      expect(bench.refusals).toMatchObject([
        {
          stage: 'publish',
          reason: 'policy',
          clientId: 'wt-001',
          topic: 'dt/pm-sim/site/wt-002/telemetry',
        },
      ]);
      await bench.until(() => bench.connections.length === 2);
      expect(bench.connections[1]).toMatchObject({
        type: 'disconnected',
        reason: 'FORBIDDEN_ACCESS',
      });
    },
  );

  it.each([
    ['a topic with eight slashes', { topic: 'dt/pm-sim/a/wt-001/b/c/d/e/f' }, 'limit', 0x90],
    ['a topic above 256 bytes', { topic: `dt/pm-sim/a/wt-001/${'x'.repeat(257)}` }, 'limit', 0x90],
    ['a payload above 128 KiB', { payload: 'x'.repeat(131_073) }, 'limit', 0x95],
    ['quality of service 2', { qos: 2 as const }, 'qos', 0x9b],
    ['a retained message that policy does not allow', { retain: true }, 'policy', 0x87],
    ['a reserved topic', { topic: '$SYS/x' }, 'limit', 0x90],
  ])('is cut off for %s, with the reason code', async (_, publish, reason, reasonCode) => {
    const client = await connect(bench, registry, { device, protocolVersion: 5 });
    const said = new Promise<number | undefined>((resolve) =>
      client.once('disconnect', (packet) => resolve(packet.reasonCode)),
    );
    const {
      topic = TOPIC,
      payload = 'x',
      qos = 1 as const,
      retain = false,
    } = publish as { topic?: string; payload?: string; qos?: 1 | 2; retain?: boolean };
    client.publish(topic, payload, { qos, retain }, () => undefined);
    expect(await said).toBe(reasonCode);
    client.end(true);
    expect(bench.refusals).toMatchObject([{ stage: 'publish', reason }]);
    expect(bench.messages).toEqual([]);
  });

  it('is told in the SUBACK when it may not subscribe, and stays connected', async () => {
    const client = await connect(bench, registry, { device, protocolVersion: 5 });
    await expect(client.subscribeAsync('dt/pm-sim/+/wt-002/#', { qos: 1 })).rejects.toThrow(
      'Not authorized',
    );
    await client.publishAsync(TOPIC, 'still here', { qos: 1 });
    expect(bench.refusals).toMatchObject([
      { stage: 'subscribe', reason: 'policy', topic: 'dt/pm-sim/+/wt-002/#' },
    ]);
    await client.endAsync();
  });

  it('is cut off when its certificate is revoked', async () => {
    const client = await connect(bench, registry, { device });
    const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
    registry.certificates.setStatus(device.certificateId, 'REVOKED');
    await closed;
    expect(bench.refusals).toMatchObject([
      { stage: 'session', reason: 'certificate-revoked', clientId: 'wt-001' },
    ]);
    client.end(true);
  });

  it('follows a changed policy at its next publish', async () => {
    const client = await connect(bench, registry, { device });
    await client.publishAsync(TOPIC, 'allowed', { qos: 1 });
    registry.certificates.detachPolicy(device.certificateId, 'policy-of-wt-001');
    await new Promise((resolve) => setImmediate(resolve));
    client.publish(TOPIC, 'denied', { qos: 1 }, () => undefined);
    await bench.until(() => bench.refusals.length > 0);
    client.end(true);
    expect(bench.messages).toHaveLength(1);
    expect(bench.refusals).toMatchObject([{ reason: 'policy' }]);
  });
});
