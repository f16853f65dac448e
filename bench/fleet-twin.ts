import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { IoTClient } from '@aws-sdk/client-iot';
import { provisionDevices } from '../src/cloud/aws/things.ts';
import { startBroker } from '../src/cloud/local/broker/broker.ts';
import { createIdentityRegistry } from '../src/cloud/local/identity/identity-registry.ts';
import { openControlPlane } from '../src/cloud/local/open-control-plane.ts';
import { devicePolicyDocument } from '../src/cloud/stack/device-policy.ts';
import { systemClock } from '../src/runtime/clock.ts';
import { silentLog } from '../src/runtime/log.ts';
import { createRandom } from '../src/runtime/random.ts';
import type { createCount } from './fleet-count.ts';

/** Machines as the factory profile names them. */
export function machineNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `machine-${String(i + 1).padStart(3, '0')}`);
}

/**
 * The twin's broker, with the registry and the policies of machines that were provisioned before; what it
 * hands on is counted where rules would take it. Its authority is in `ca.pem` beside the certificates.
 */
export async function openTwinBroker(
  [stateDir = '', certsDir = '', machines = '0']: readonly string[],
  count: ReturnType<typeof createCount>,
): Promise<number> {
  const clock = systemClock();
  const plane = await openControlPlane({ stateDir, clock, log: silentLog });
  const iot = new IoTClient(plane.clientDefaults);
  await provisionDevices({
    iot,
    clock,
    random: createRandom('bench'),
    names: machineNames(Number(machines)),
    policyName: 'pm-sim-device',
    policyDocument: devicePolicyDocument({ region: 'us-east-1', accountId: '000000000000' }),
    certsDir,
  });
  writeFileSync(join(certsDir, 'ca.pem'), plane.caPem);
  iot.destroy();
  await plane[Symbol.asyncDispose]();
  const registry = await createIdentityRegistry({ stateDir, wallClock: clock, log: silentLog });
  const broker = await startBroker({
    host: '127.0.0.1',
    port: 0,
    registry,
    clock,
    log: silentLog,
    onPublish({ topic, payload }) {
      count.message(topic, Buffer.from(payload));
      return Promise.resolve();
    },
    onConnection: ({ type }) => {
      if (type === 'connected') count.connected();
    },
  });
  return broker.port;
}
