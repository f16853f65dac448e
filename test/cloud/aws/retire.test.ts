import { AttachThingPrincipalCommand, ListThingsCommand } from '@aws-sdk/client-iot';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeShared, removeThing, revokeThing } from '../../../src/cloud/aws/retire.ts';
import { rotateDevice } from '../../../src/cloud/aws/rotate.ts';
import { provisionDevices, type ProvisionOptions } from '../../../src/cloud/aws/things.ts';
import type { IdentityRegistry } from '../../../src/cloud/local/identity/identity-registry.ts';
import { AwsFault, jsonFault, type AwsService } from '../../../src/cloud/local/service.ts';
import { maxSpeedClock } from '../../../src/runtime/clock.ts';
import { createRandom } from '../../../src/runtime/random.ts';
import { DEVICE_POLICY, openRegistry, temporaryFolder } from '../local/identity/fixtures.ts';
import { iotBench, type IotBench } from './provisioning.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let registry: IdentityRegistry;
let bench: IotBench;

beforeEach(async () => {
  folder = await temporaryFolder();
  registry = await openRegistry(folder.path);
  bench = iotBench(registry);
});
afterEach(async () => {
  await bench[Symbol.asyncDispose]();
  await registry[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

function options(): ProvisionOptions {
  return {
    iot: bench.iot,
    names: ['wt-001', 'wt-002'],
    policyName: 'pm-sim-device',
    policyDocument: DEVICE_POLICY,
    certsDir: join(folder.path, 'certs'),
    clock: maxSpeedClock(Date.now()),
    random: createRandom('test'),
  };
}

const arnOf = (id: string): string => `arn:aws:iot:us-east-1:000000000000:cert/${id}`;

describe('retiring identities', () => {
  it('removes things with everything, as often as it is asked, and then what they shared', async () => {
    await provisionDevices(options());
    for (const name of ['wt-001', 'wt-002', 'wt-001', 'never-there']) {
      await removeThing(options(), name);
    }
    await removeShared(options(), { thingGroup: 'pm-sim', policyName: 'pm-sim-device' });
    const { things } = await bench.iot.send(new ListThingsCommand({}));
    expect(things).toEqual([]);
    expect(registry.certificates.list()).toEqual([]);
    expect(registry.thingGroups.list()).toEqual([]);
    expect(registry.policies.list()).toEqual([]);
  });

  it('leaves a policy that others still use', async () => {
    await provisionDevices(options());
    await removeThing(options(), 'wt-001');
    await expect(
      removeShared(options(), { thingGroup: 'none', policyName: 'pm-sim-device' }),
    ).resolves.toBeUndefined();
    expect(registry.policies.list()).toHaveLength(1);
  });

  it('leaves a certificate alone that another thing holds as well', async () => {
    const [first] = await provisionDevices(options());
    const id = first?.certificateId ?? '';
    await bench.iot.send(
      new AttachThingPrincipalCommand({ thingName: 'wt-002', principal: arnOf(id) }),
    );
    await removeThing(options(), 'wt-001');
    expect(registry.certificates.get(id)).toMatchObject({
      status: 'ACTIVE',
      policies: ['pm-sim-device'],
    });
    expect(registry.things.attachedTo(id)).toEqual(['wt-002']);
  });

  it('revokes every certificate of a thing', async () => {
    const [first] = await provisionDevices(options());
    expect(await revokeThing(options(), 'wt-001')).toEqual([first?.certificateId]);
    expect(registry.certificates.get(first?.certificateId ?? '').status).toBe('REVOKED');
    expect(await revokeThing(options(), 'never-there')).toEqual([]);
  });

  it('rotates to one active certificate, however many there were', async () => {
    await provisionDevices(options());
    const first = await rotateDevice(options(), 'wt-001');
    const second = await rotateDevice(options(), 'wt-001');
    expect([first.retired, second.retired]).toEqual([1, 1]);
    expect(registry.things.get('wt-001').principals).toEqual([second.certificateId]);
    expect(registry.certificates.find(first.certificateId)).toBeUndefined();
  });

  it('keeps the old certificate good when the new one cannot be had', async () => {
    const [first] = await provisionDevices(options());
    await bench[Symbol.asyncDispose]();
    bench = iotBench(registry, refusing('/target-policies/'));
    await expect(rotateDevice(options(), 'wt-001')).rejects.toMatchObject({
      name: 'LimitExceededException',
    });
    expect(registry.certificates.get(first?.certificateId ?? '').status).toBe('ACTIVE');
    const again = await provisionDevices({ ...options(), iot: iotBench(registry).iot });
    expect(again.map(({ state }) => state)).toEqual(['kept', 'kept']);
  });
});

function refusing(path: string): (service: AwsService) => AwsService {
  return (service) => ({
    ...service,
    handle: (request) =>
      request.path.startsWith(path)
        ? Promise.resolve(jsonFault('1.1', new AwsFault('LimitExceededException', 'full', 410)))
        : service.handle(request),
  });
}
