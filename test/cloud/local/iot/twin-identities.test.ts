import { DescribeThingCommand, ListThingGroupsForThingCommand } from '@aws-sdk/client-iot';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { IdentityCaller } from '../../../../src/cloud/aws/identity-call.ts';
import { rotateCertificate } from '../../../../src/cloud/aws/rotate-certificate.ts';
import { sdkIdentities } from '../../../../src/cloud/aws/sdk-identities.ts';
import { provisionDevices } from '../../../../src/cloud/aws/things.ts';
import type { IdentityRegistry } from '../../../../src/cloud/local/identity/identity-registry.ts';
import { createIotControlPlane } from '../../../../src/cloud/local/iot/control-plane.ts';
import { twinIdentities } from '../../../../src/cloud/local/iot/twin-identities.ts';
import { systemClock } from '../../../../src/runtime/clock.ts';
import { createRandom } from '../../../../src/runtime/random.ts';
import { iotBench, type IotBench } from '../../aws/provisioning.ts';
import { DEVICE_POLICY, openRegistry, temporaryFolder } from '../identity/fixtures.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let registry: IdentityRegistry;
let bench: IotBench;
let twin: IdentityCaller;

beforeEach(async () => {
  folder = await temporaryFolder();
  registry = await openRegistry(folder.path);
  bench = iotBench(registry);
  twin = twinIdentities(createIotControlPlane({ registry, endpoint: () => 'localhost:1' }));
});
afterEach(async () => {
  await bench[Symbol.asyncDispose]();
  await registry[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const wishes = () => ({
  policyName: 'pm-sim-device',
  policyDocument: DEVICE_POLICY,
  certsDir: join(folder.path, 'certs'),
  clock: systemClock(),
  random: createRandom('test'),
});

const admitted = (): Promise<boolean> => Promise.resolve(true);

describe('the twin’s own client of its control plane', () => {
  it('provisions devices that a client of the SDK then finds in order', async () => {
    const names = ['wt-001', 'wind/turbine:2'];
    const options = { ...wishes(), names: ['wt-001'], thingType: 'wind-turbine' };
    const [issued] = await provisionDevices({ ...options, identities: twin });
    expect(issued).toMatchObject({ name: 'wt-001', state: 'issued' });
    const thing = await bench.iot.send(new DescribeThingCommand({ thingName: names[0] }));
    expect(thing).toMatchObject({ thingTypeName: 'wind-turbine' });
    const groups = await bench.iot.send(
      new ListThingGroupsForThingCommand({ thingName: names[0] }),
    );
    expect(groups.thingGroups).toMatchObject([{ groupName: 'pm-sim' }]);
    const [kept] = await provisionDevices({ ...options, iot: bench.iot });
    expect(kept).toMatchObject({ state: 'kept', certificateId: issued?.certificateId });
  });

  it('makes the old certificate of a rotated one inactive', async () => {
    const [device] = await provisionDevices({ ...wishes(), names: ['wt-001'], identities: twin });
    await rotateCertificate({ ...wishes(), name: 'wt-001', identities: twin, adopt: admitted });
    expect(registry.certificates.get(device?.certificateId ?? '').status).toBe('INACTIVE');
  });

  it('answers as a client of the SDK is answered, also to names that must be encoded', async () => {
    const sdk = sdkIdentities(bench.iot);
    const thingTypeName = 'a:b_c';
    const policy = { policyName: 'p@1,=.', policyDocument: DEVICE_POLICY };
    const made = await twin('CreateThingType', { thingTypeName });
    expect(await sdk('DescribeThingType', { thingTypeName })).toMatchObject({
      thingTypeArn: made.thingTypeArn,
    });
    await twin('CreatePolicy', policy);
    const { policyDocument } = await sdk('GetPolicy', policy);
    expect(await twin('GetPolicy', policy)).toMatchObject({ policyDocument });
    expect(policyDocument).toBe(DEVICE_POLICY);
  });

  it.each([
    ['twin', () => twin],
    ['SDK', () => sdkIdentities(bench.iot)],
  ])('rejects with the fault that AWS names, by the %s', async (_name, caller) => {
    const certificateId = 'a'.repeat(64);
    await expect(caller()('DescribeCertificate', { certificateId })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: expect.stringContaining(certificateId) as string,
    });
    await caller()('CreateThingGroup', { thingGroupName: 'g' });
    await caller()('CreateThing', { thingName: 't' });
    await expect(
      caller()('CreateThing', { thingName: 't', thingTypeName: 'none' }),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
