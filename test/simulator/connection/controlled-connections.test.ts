import { afterEach, describe, expect, it } from 'vitest';
import { codeOf, createHarness, payloadsOf, TOPIC } from './fleet-harness.ts';
import { issueIdentity, type TestBroker } from './mtls-broker.ts';

const harness = createHarness();
afterEach(harness.dispose);

/** Two connected devices and their broker. */
async function pair() {
  const server = await harness.startBroker();
  const devices = ['wt-001', 'wt-002'].map((name) => harness.deviceOf(name));
  const connected = harness.connect(server.port, { devices, inflightMax: 2 });
  await connected.fleet.ready;
  return { server, ...connected };
}

describe('connections that are interfered with', () => {
  it('hold in order what a device says while it is cut off, and leave the others alone', async () => {
    const { server, fleet, events, seen } = await pair();
    fleet.cut(['wt-001'], 'The network is out.');
    await seen('disconnected');
    const held = ['a', 'b', 'c'].map((payload) => fleet.publish('wt-001', TOPIC, payload));
    await fleet.publish('wt-002', TOPIC, 'other');
    expect(fleet.connectedCount()).toBe(1);
    expect(fleet.stats().held).toBe(3);

    const restored = fleet.restore(['wt-001']);
    await Promise.all([...held, restored]);
    expect(saidTo(server)).toEqual(['other', 'a', 'b', 'c']);
    expect(events.filter(({ state }) => state === 'disconnected')).toEqual([
      {
        type: 'connection',
        device: 'wt-001',
        state: 'disconnected',
        reason: 'The network is out.',
      },
    ]);
  });

  it('send again what was on the wire when the device was cut off', async () => {
    const { server, fleet, seen } = await pair();
    server.holdAcks();
    const open = fleet.publish('wt-001', TOPIC, 'a');
    await server.arrived(1);
    fleet.cut(['wt-001'], 'out');
    await seen('disconnected');
    server.releaseAcks();
    await fleet.restore(['wt-001']);
    await open;
    const own = server.received.filter(({ payload }) => payload === 'a');
    expect(own.map(({ dup }) => dup)).toEqual([false, true]);
  });

  it('cut a device off that is just connecting', async () => {
    const server = await harness.startBroker();
    const { fleet, seen } = harness.connect(server.port);
    fleet.cut(['wt-001'], 'out');
    const held = fleet.publish('wt-001', TOPIC, 'a');
    expect(fleet.connectedCount()).toBe(0);
    await fleet.restore(['wt-001']);
    await held;
    await seen('connected');
    expect(saidTo(server)).toEqual(['a']);
  });

  it('close while a device is cut off', async () => {
    const { fleet, seen } = await pair();
    fleet.cut(['wt-001', 'wt-002'], 'out');
    await seen('disconnected', 2);
    const held = fleet.publish('wt-001', TOPIC, 'a');
    const [outcome] = await Promise.all([codeOf(held), fleet[Symbol.asyncDispose]()]);
    expect(outcome).toBe('connection/closed');
  });

  it('come back by themselves when all are dropped at once', async () => {
    const { server, fleet } = await pair();
    const back = fleet.drop(['wt-001', 'wt-002'], 'dropped');
    const said = ['wt-001', 'wt-002'].map((name) => fleet.publish(name, TOPIC, name));
    await Promise.all([...said, back]);
    expect(fleet.stats()).toMatchObject({ connected: 2, connects: 4, held: 0 });
    expect(saidTo(server).toSorted()).toEqual(['wt-001', 'wt-002']);
  });

  it('present another certificate, and lose nothing over it', async () => {
    const { server, fleet } = await pair();
    const before = serials(server.sockets());
    const identity = issueIdentity(harness.authority, 'wt-001');
    const renewed = fleet.rekey('wt-001', identity);
    const said = fleet.publish('wt-001', TOPIC, 'a');
    expect(await renewed).toBe(true);
    await said;
    const after = serials(server.sockets());
    expect(after.filter((serial) => !before.includes(serial))).toHaveLength(1);
    expect(fleet.connectedCount()).toBe(2);
  });

  it('tell where the broker does not take the new certificate', async () => {
    const { fleet } = await pair();
    const { authority } = createHarness();
    expect(await fleet.rekey('wt-001', issueIdentity(authority, 'wt-001'))).toBe(false);
    expect(fleet.stats().refused).toMatchObject([{ clientId: 'wt-001' }]);
  });

  it('end a change of certificates when they are closed', async () => {
    const { fleet, seen } = await pair();
    fleet.cut(['wt-001'], 'out');
    await seen('disconnected');
    const renewed = fleet.rekey('wt-001', issueIdentity(harness.authority, 'wt-001'));
    await fleet[Symbol.asyncDispose]();
    expect(await renewed).toBe(false);
  });
});

/** What the devices said themselves, without the wills that a lost connection leaves. */
function saidTo(server: TestBroker): readonly string[] {
  return payloadsOf(server).filter((payload) => !payload.includes('lost'));
}

function serials(
  sockets: readonly { getPeerCertificate(): { readonly serialNumber: string } }[],
): readonly string[] {
  return sockets.map((socket) => socket.getPeerCertificate().serialNumber);
}
