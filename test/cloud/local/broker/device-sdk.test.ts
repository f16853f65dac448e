import { describe, expect, it } from 'vitest';
import {
  connectDevice,
  type DeviceTransport,
} from '../../../../src/edge/transport/iot-device-sdk.ts';
import { systemClock } from '../../../../src/runtime/clock.ts';
import { addDevice, openRegistry, temporaryFolder, type Device } from '../identity/fixtures.ts';
import { startBench } from './fixtures.ts';

const nothing = (): void => undefined;
const TOPIC = 'dt/pm-sim/site/wt-001/telemetry';

function connect(port: number, ca: string, device: Device): Promise<DeviceTransport> {
  return connectDevice({
    host: '127.0.0.1',
    port,
    ca,
    cert: device.cert,
    key: device.key,
    clientId: 'wt-001',
    will: { topic: 'dt/pm-sim/site/wt-001/status', payload: 'offline' },
    keepAliveSeconds: 60,
    awsLimits: true,
    heldMax: 10,
    clock: systemClock(),
    onEvent: () => undefined,
  });
}

describe('the AWS IoT Device SDK against the broker', () => {
  it('connects, publishes, and is refused with the certificate of another device', async () => {
    await using folder = await temporaryFolder();
    await using registry = await openRegistry(folder.path);
    const bench = await startBench(registry);
    await using _ = bench.broker;
    const device = addDevice(registry, 'wt-001');
    const own = await connect(bench.broker.port, registry.caPem, device);
    await own.ready;
    await own.publish(TOPIC, 'by the common runtime');
    expect(bench.messages).toMatchObject([{ topic: TOPIC, principal: device.certificateId }]);
    const refusal = await new Promise<string>((resolve) => {
      const filters = ['$aws/things/wt-001/jobs/notify-next'];
      own.listen({ filters, onMessage: nothing, onReady: nothing, onRefused: resolve });
    });
    expect(refusal).toMatch(/^\$aws\/things\/wt-001\/jobs\/notify-next: /u);
    expect(bench.refusals.splice(0)).toMatchObject([{ stage: 'subscribe', reason: 'policy' }]);
    await own[Symbol.asyncDispose]();
    const other = await connect(bench.broker.port, registry.caPem, addDevice(registry, 'wt-002'));
    await other.ready;
    expect(other.refusal()).toContain('not authorized');
    expect(bench.refusals).toMatchObject([{ reason: 'policy', clientId: 'wt-001' }]);
    await other[Symbol.asyncDispose]();
  });
});
