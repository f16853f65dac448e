import { ListThingPrincipalsCommand } from '@aws-sdk/client-iot';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadDeviceFiles, type DeviceFiles } from '../../../src/cloud/aws/device-files.ts';
import { rotateCertificate } from '../../../src/cloud/aws/rotate-certificate.ts';
import { provisionDevices } from '../../../src/cloud/aws/things.ts';
import type { IdentityRegistry } from '../../../src/cloud/local/identity/identity-registry.ts';
import { systemClock } from '../../../src/runtime/clock.ts';
import { createRandom } from '../../../src/runtime/random.ts';
import { DEVICE_POLICY, openRegistry, temporaryFolder } from '../local/identity/fixtures.ts';
import { iotBench, type IotBench } from './provisioning.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let registry: IdentityRegistry;
let bench: IotBench;
let certsDir = '';
let old: DeviceFiles;

beforeEach(async () => {
  folder = await temporaryFolder();
  certsDir = join(folder.path, 'certs');
  registry = await openRegistry(folder.path);
  bench = iotBench(registry);
  await provisionDevices({ ...shared(), names: ['wt-001'], policyDocument: DEVICE_POLICY });
  old = await loadDeviceFiles({ certsDir, name: 'wt-001', now: Date.now() });
});
afterEach(async () => {
  await bench[Symbol.asyncDispose]();
  await registry[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

function shared() {
  return {
    iot: bench.iot,
    policyName: 'pm-sim-device',
    certsDir,
    clock: systemClock(),
    random: createRandom('test'),
  };
}

const statusOf = (id: string): string | undefined => registry.certificates.find(id)?.status;

/** A device that the broker does not let in. */
const refused = (): Promise<boolean> => Promise.resolve(false);

describe('rotating a certificate', () => {
  it('has the new one in use before the old one is made inactive', async () => {
    const seen: (string | undefined)[] = [];
    await rotateCertificate({
      ...shared(),
      name: 'wt-001',
      async adopt(files) {
        seen.push(statusOf(old.certificateId), statusOf(files.certificateId));
        return true;
      },
    });
    expect(seen).toEqual(['ACTIVE', 'ACTIVE']);
    const now = await loadDeviceFiles({ certsDir, name: 'wt-001', now: Date.now() });
    expect(now.certificateId).not.toBe(old.certificateId);
    expect(statusOf(old.certificateId)).toBe('INACTIVE');
    expect(statusOf(now.certificateId)).toBe('ACTIVE');
    const { principals = [] } = await bench.iot.send(
      new ListThingPrincipalsCommand({ thingName: 'wt-001' }),
    );
    expect(principals.join()).toContain(now.certificateId);
  });

  it('leaves the old one active where the device does not come back with the new one', async () => {
    await expect(
      rotateCertificate({ ...shared(), name: 'wt-001', adopt: refused }),
    ).rejects.toMatchObject({
      code: 'provision/not-adopted',
    });
    expect(statusOf(old.certificateId)).toBe('ACTIVE');
  });
});
