import { afterEach, describe, expect, it } from 'vitest';
import { CLIENT_NAMES, loadClient } from '../../../src/simulator/connection/load-client.ts';
import { createHarness, TOPIC } from './fleet-harness.ts';
import { createAuthority, issueIdentity } from './mtls-broker.ts';

const harness = createHarness();
afterEach(harness.dispose);

describe.each(CLIENT_NAMES)('a fleet of %s clients over mutual TLS', (name) => {
  it('delivers everything in order across a broker that cuts it off', async () => {
    const server = await harness.startBroker();
    const client = await loadClient(name);
    const { fleet, seen } = harness.connect(server.port, { ...client, inflightMax: 4 });
    await fleet.ready;
    const payloads = Array.from({ length: 40 }, (_, i) => String(i));
    for (const [i, payload] of payloads.entries()) {
      const delivered = fleet.publish('wt-001', TOPIC, payload);
      if (i === 13) {
        server.cut();
        await seen('disconnected');
      }
      await delivered;
    }
    const said = server.received.filter(({ topic }) => topic === TOPIC);

    expect([...new Set(said.map(({ payload }) => payload))]).toEqual(payloads);
    expect(fleet.stats()).toMatchObject({ connected: 1, connects: 2, held: 0 });
  });

  it('sends again what a broker had not acknowledged when it was cut off mid-flight', async () => {
    const server = await harness.startBroker();
    const { fleet, seen } = harness.connect(server.port, await loadClient(name));
    await fleet.ready;
    server.holdAcks();
    const open = ['a', 'b', 'c'].map((payload) => fleet.publish('wt-001', TOPIC, payload));
    await server.arrived(3);
    server.cut();
    await seen('disconnected');
    server.releaseAcks();
    await Promise.all(open);
    const said = server.received.filter(({ topic }) => topic === TOPIC);

    expect(said.map(({ payload }) => payload)).toEqual(['a', 'b', 'c', 'a', 'b', 'c']);
    expect(fleet.stats()).toMatchObject({ held: 0, resent: 3 });
  });

  it('tries again while the broker says that it is full', async () => {
    const client = await loadClient(name);
    let answers = 0;
    const server = await harness.startBroker({ onConnect: () => (answers++ < 2 ? 3 : 0) });
    const { fleet, events } = harness.connect(server.port, client);
    await fleet.publish('wt-001', TOPIC, 'a');

    expect(events.map(({ state }) => state)).toEqual(['reconnecting', 'reconnecting', 'connected']);
  });

  it('gives up when the broker does not take its certificate', async () => {
    const server = await harness.startBroker();
    const foreign = issueIdentity(createAuthority('foreign CA'), 'wt-001');
    const { fleet, seen } = harness.connect(server.port, {
      ...(await loadClient(name)),
      devices: [harness.deviceOf('wt-001', foreign)],
    });
    await seen('refused');

    expect(fleet.stats().refused).toHaveLength(1);
  });

  it('is told that it does not trust the broker', async () => {
    const server = await harness.startBroker({ authority: createAuthority('somebody else') });
    const client = await loadClient(name);
    const { fleet, seen } = harness.connect(server.port, { ...client, connectTimeoutMs: 200 });
    await seen('refused');

    expect(fleet.stats().refused[0]?.reason).toContain("broker's certificate is not trusted");
  });

  it('is told that a certificate and a key do not belong together', async () => {
    const server = await harness.startBroker();
    const { cert } = issueIdentity(harness.authority, 'wt-001');
    const { key } = issueIdentity(harness.authority, 'wt-001');
    const { fleet } = harness.connect(server.port, {
      ...(await loadClient(name)),
      devices: [harness.deviceOf('wt-001', { cert, key })],
    });
    await fleet.ready;

    expect(fleet.stats().refused[0]?.reason).toContain('certificate and key cannot be used');
  });

  it('presents another certificate, and loses nothing over it', async () => {
    const server = await harness.startBroker();
    const { fleet } = harness.connect(server.port, await loadClient(name));
    await fleet.ready;
    const renewed = fleet.rekey('wt-001', issueIdentity(harness.authority, 'wt-001'));
    const said = fleet.publish('wt-001', TOPIC, 'a');

    expect(await renewed).toBe(true);
    await said;
  });
});
