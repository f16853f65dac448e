import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { IdentityRegistry } from '../../../../src/cloud/local/identity/identity-registry.ts';
import { addDevice, openRegistry, temporaryFolder } from '../identity/fixtures.ts';
import { connect, startBench, type Bench } from './fixtures.ts';

const TOPIC = 'dt/pm-sim/site/wt-001/telemetry';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let registry: IdentityRegistry;
let bench: Bench;

beforeEach(async () => {
  folder = await temporaryFolder();
  registry = await openRegistry(folder.path);
  bench = await startBench(registry);
});
afterEach(async () => {
  await bench.broker[Symbol.asyncDispose]();
  await registry[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

describe('a device with its certificate', () => {
  it.each([4, 5] as const)(
    'connects with MQTT version %i and has its publish handed over before the PUBACK',
    async (protocolVersion) => {
      const device = addDevice(registry, 'wt-001');
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
      expect(Buffer.from(bench.messages[0]?.payload ?? []).toString()).toBe('{"v":1}');
      await client.endAsync();
      await bench.until(() => bench.connections.length === 2);
      expect(bench.connections[1]).toMatchObject({
        type: 'disconnected',
        reason: 'CLIENT_INITIATED_DISCONNECT',
      });
      expect(bench.refusals).toEqual([]);
    },
  );
});
