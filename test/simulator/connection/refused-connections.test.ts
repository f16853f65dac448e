import { once } from 'node:events';
import { createServer } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { codeOf, createHarness, TOPIC } from './fleet-harness.ts';
import { commonNameOf, createAuthority, issueIdentity } from './mtls-broker.ts';

const harness = createHarness();
afterEach(harness.dispose);

describe('refused connections', () => {
  it('are final and rejected with the reason when the broker answers "not authorized"', async () => {
    const { port } = await harness.startBroker({ onConnect: () => 5 });
    const { fleet, events } = harness.connect(port);
    const early = codeOf(fleet.publish('wt-001', TOPIC, 'early'));
    await fleet.ready;
    expect(await early).toBe('connection/refused');

    expect(events).toEqual([
      {
        type: 'connection',
        device: 'wt-001',
        state: 'refused',
        reason: 'The broker refused the connection: not authorized.',
      },
    ]);
    expect(fleet.stats().refused).toEqual([
      { clientId: 'wt-001', reason: 'The broker refused the connection: not authorized.' },
    ]);
    await expect(fleet.publish('wt-001', TOPIC, 'late')).rejects.toThrow('not authorized');
  });

  it('do not keep the others of the fleet from working', async () => {
    const { port } = await harness.startBroker({
      onConnect: (clientId, socket) => (commonNameOf(socket) === clientId ? 0 : 5),
    });
    const stolen = issueIdentity(harness.authority, 'wt-001');
    const devices = [harness.deviceOf('wt-001'), harness.deviceOf('wt-002', stolen)];
    const { fleet, events } = harness.connect(port, { devices });
    await fleet.ready;

    expect(fleet.connectedCount()).toBe(1);
    expect(events.find(({ device }) => device === 'wt-002')?.state).toBe('refused');
    await expect(fleet.publish('wt-001', TOPIC, 'a')).resolves.toBeUndefined();
    await fleet.room();
  });

  it('are tried again when the broker says that it is unavailable', async () => {
    let answers = 0;
    const { port } = await harness.startBroker({ onConnect: () => (answers++ < 2 ? 3 : 0) });
    const { fleet, events } = harness.connect(port);
    await fleet.publish('wt-001', TOPIC, 'a');

    expect(events.map(({ state }) => state)).toEqual(['reconnecting', 'reconnecting', 'connected']);
  });

  it('are concluded from a broker that hangs up before CONNACK, but not at the first time', async () => {
    const { port } = await harness.startBroker({ onConnect: () => 'drop' });
    const { fleet, events, seen } = harness.connect(port);
    await fleet.ready;
    await seen('refused');

    expect(events.map(({ state }) => state)).toEqual([
      ...Array.from({ length: 4 }, () => 'reconnecting'),
      'refused',
    ]);
    expect(fleet.stats().refused[0]?.reason).toContain('before answering CONNECT');
  });

  it('are concluded for a certificate of a foreign authority', async () => {
    const { port } = await harness.startBroker();
    const foreign = issueIdentity(createAuthority('foreign CA'), 'wt-001');
    const { fleet, seen } = harness.connect(port, {
      devices: [harness.deviceOf('wt-001', foreign)],
    });
    await seen('refused');

    expect(fleet.connectedCount()).toBe(0);
  });

  it('are concluded for an expired certificate', async () => {
    const { port } = await harness.startBroker();
    const expired = issueIdentity(harness.authority, 'wt-001', { notBefore: 0, notAfter: 1_000 });
    const { seen, fleet } = harness.connect(port, {
      devices: [harness.deviceOf('wt-001', expired)],
    });
    await seen('refused');

    expect(fleet.stats().refused).toHaveLength(1);
  });

  it('are concluded from a broker that hangs up at every publish', async () => {
    const { port } = await harness.startBroker({ mayPublish: (_id, topic) => topic !== TOPIC });
    const { fleet, seen } = harness.connect(port);
    const open = codeOf(fleet.publish('wt-001', TOPIC, 'a'));
    await seen('refused');
    expect(await open).toBe('connection/refused');

    expect(fleet.stats().refused[0]?.reason).toContain('acknowledging nothing');
  });

  it('name a broker whose certificate we do not trust', async () => {
    const { port } = await harness.startBroker({ authority: createAuthority('somebody else') });
    const { fleet } = harness.connect(port);
    await fleet.ready;

    expect(fleet.stats().refused[0]?.reason).toContain("broker's certificate is not trusted");
  });

  it('name a certificate that does not belong to its key, without dialling', async () => {
    const { port } = await harness.startBroker();
    const { cert } = issueIdentity(harness.authority, 'wt-001');
    const { key } = issueIdentity(harness.authority, 'wt-001');
    const { fleet } = harness.connect(port, {
      devices: [harness.deviceOf('wt-001', { cert, key })],
    });
    await fleet.ready;

    expect(fleet.stats().refused[0]?.reason).toContain('certificate and key cannot be used');
  });

  it('are not concluded from a server that stays silent: that is a timeout, and tried again', async () => {
    const identity = harness.authority.issueServerCertificate({
      hosts: ['127.0.0.1'],
      validity: { notBefore: 0, notAfter: 4e12 },
    });
    const server = createServer({ cert: identity.pem, key: identity.privateKeyPem });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { fleet, events, seen } = harness.connect(port, { connectTimeoutMs: 20 });
    await seen('reconnecting', 4);
    await fleet[Symbol.asyncDispose]();
    server.close();

    expect(events[0]?.reason).toContain('timeout');
  });
});
