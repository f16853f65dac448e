import {
  DescribeThingCommand,
  ListAttachedPoliciesCommand,
  ListThingPrincipalsCommand,
  ListThingsCommand,
  type IoTClient,
} from '@aws-sdk/client-iot';
import { chmod, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { provisionDevices, type ProvisionOptions } from '../../../src/cloud/aws/things.ts';
import type { IdentityRegistry } from '../../../src/cloud/local/identity/identity-registry.ts';
import { AwsFault, jsonFault, type AwsService } from '../../../src/cloud/local/service.ts';
import { maxSpeedClock, systemClock } from '../../../src/runtime/clock.ts';
import { createRandom } from '../../../src/runtime/random.ts';
import { DEVICE_POLICY, openRegistry, temporaryFolder } from '../local/identity/fixtures.ts';
import { requestFor, testAuthority, validity } from '../x509/fixtures.ts';
import { iotBench, type IotBench } from './provisioning.ts';

const DAY_MS = 86_400_000;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let registry: IdentityRegistry;
let bench: IotBench;
let certsDir = '';

beforeEach(async () => {
  folder = await temporaryFolder();
  certsDir = join(folder.path, 'certs');
  registry = await openRegistry(folder.path);
  bench = iotBench(registry);
});
afterEach(async () => {
  await bench[Symbol.asyncDispose]();
  await registry[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

function options(changes: Partial<ProvisionOptions> = {}): ProvisionOptions {
  return {
    iot: bench.iot,
    names: ['wt-001', 'wt-002'],
    policyName: 'pm-sim-device',
    policyDocument: DEVICE_POLICY,
    certsDir,
    clock: systemClock(),
    random: createRandom('test'),
    ...changes,
  };
}

describe('provisioning devices', () => {
  it('makes thing, certificate and attachments, and keeps the key for its owner', async () => {
    const [first] = await provisionDevices(options({ thingType: 'wind-turbine' }));
    const thing = await bench.iot.send(new DescribeThingCommand({ thingName: 'wt-001' }));
    expect(thing).toMatchObject({ thingName: 'wt-001', thingTypeName: 'wind-turbine' });
    const { principals = [] } = await bench.iot.send(
      new ListThingPrincipalsCommand({ thingName: 'wt-001' }),
    );
    expect(principals).toEqual([`arn:aws:iot:us-east-1:000000000000:cert/${first?.certificateId}`]);
    const { policies } = await bench.iot.send(
      new ListAttachedPoliciesCommand({ target: principals[0] ?? '' }),
    );
    expect(policies?.map(({ policyName }) => policyName)).toEqual(['pm-sim-device']);
    expect((await readdir(join(certsDir, 'wt-001'))).toSorted()).toEqual([
      'certificate.id',
      'certificate.pem.crt',
      'private.pem.key',
    ]);
    expect((await stat(join(certsDir, 'wt-001', 'private.pem.key'))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(certsDir, 'wt-001', 'certificate.id'), 'utf8')).toBe(
      `${first?.certificateId}\n`,
    );
    expect(first?.state).toBe('issued');
  });

  it('repeats without change, and gives the same certificates', async () => {
    const before = await provisionDevices(options());
    const after = await provisionDevices(options());
    expect(after.map(({ state }) => state)).toEqual(['kept', 'kept']);
    expect(after.map(({ certificateId }) => certificateId)).toEqual(
      before.map(({ certificateId }) => certificateId),
    );
    expect(registry.certificates.list()).toHaveLength(2);
  });

  it.each([
    ['the certificate file is gone', (path: string) => rm(join(path, 'certificate.pem.crt'))],
    [
      'the key is another',
      async (path: string) =>
        writeFile(
          join(path, 'private.pem.key'),
          await readFile(join(certsDir, 'wt-002', 'private.pem.key')),
          { mode: 0o600 },
        ),
    ],
    ['the key is rubbish', (path: string) => writeFile(join(path, 'private.pem.key'), 'rubbish')],
    [
      'the certificate is rubbish',
      (path: string) => writeFile(join(path, 'certificate.pem.crt'), 'rubbish'),
    ],
  ])('issues anew when %s', async (_, damage) => {
    await provisionDevices(options());
    await damage(join(certsDir, 'wt-001'));
    const devices = await provisionDevices(options());
    expect(devices.map(({ state }) => state)).toEqual(['issued', 'kept']);
  });

  it('issues anew when the target has no such certificate', async () => {
    const [, second] = await provisionDevices(options());
    registry.things.detach('wt-002', second?.certificateId ?? '');
    registry.certificates.setStatus(second?.certificateId ?? '', 'INACTIVE');
    registry.certificates.delete(second?.certificateId ?? '', { attachedThings: 0, force: true });
    const devices = await provisionDevices(options());
    expect(devices.map(({ state }) => state)).toEqual(['kept', 'issued']);
  });

  it.each(['REVOKED', 'INACTIVE'] as const)(
    'leaves a device alone that somebody has set to %s, and says so',
    async (status) => {
      const [first] = await provisionDevices(options());
      registry.certificates.setStatus(first?.certificateId ?? '', status);
      const devices = await provisionDevices(options());
      expect(devices.map(({ state }) => state)).toEqual(['disabled', 'kept']);
      expect(registry.certificates.get(first?.certificateId ?? '').status).toBe(status);
    },
  );

  it('issues anew when the certificate has expired', async () => {
    const later = maxSpeedClock(Date.now() + 100 * DAY_MS);
    await provisionDevices(options());
    await registry[Symbol.asyncDispose]();
    await bench[Symbol.asyncDispose]();
    registry = await openRegistry(folder.path, { wallClock: later });
    bench = iotBench(registry);
    const devices = await provisionDevices(options({ clock: later }));
    expect(devices.map(({ state }) => state)).toEqual(['issued', 'issued']);
  });

  it('stops at a key that others can read, and says what to run', async () => {
    await provisionDevices(options());
    await chmod(join(certsDir, 'wt-002', 'private.pem.key'), 0o644);
    await expect(provisionDevices(options())).rejects.toMatchObject({
      code: 'device/key-exposed',
      hint: expect.stringContaining('chmod 600') as string,
    });
  });

  it('may be done for several devices at once, each by a call of its own', async () => {
    const names = ['wt-001', 'wt-002', 'wt-003'];
    const devices = await Promise.all(
      names.map((name) => provisionDevices(options({ names: [name], thingType: 'turbine' }))),
    );
    expect(devices.flat().map(({ name, state }) => [name, state])).toEqual(
      names.map((name) => [name, 'issued']),
    );
  });

  it('refuses a certificate that is for another key, and writes no files', async () => {
    await bench[Symbol.asyncDispose]();
    const { csr } = requestFor('wt-001');
    const { pem } = testAuthority().issueDeviceCertificate(csr, validity);
    bench = iotBench(registry, answering('/certificates', { certificateArn: 'a', certificateId: 'b', certificatePem: pem })); // prettier-ignore
    await expect(provisionDevices(options())).rejects.toMatchObject({
      code: 'provision/other-key',
    });
    await expect(readdir(certsDir)).rejects.toThrow('ENOENT');
  });

  it('stops when the policy exists with another document', async () => {
    registry.policies.create('pm-sim-device', DEVICE_POLICY.replace('Allow', 'Deny'));
    await expect(provisionDevices(options())).rejects.toMatchObject({
      code: 'provision/policy-differs',
    });
  });

  it('stops at the first failure without working through the rest', async () => {
    const names = ['bad name!', ...Array.from({ length: 50 }, (_, at) => `wt-${at}`)];
    await expect(provisionDevices(options({ names, concurrency: 2 }))).rejects.toMatchObject({
      name: 'InvalidRequestException',
    });
    const { things = [] } = await bench.iot.send(new ListThingsCommand({}));
    expect(things.length).toBeLessThan(50);
  });

  it('waits and tries again when throttled', async () => {
    await bench[Symbol.asyncDispose]();
    bench = iotBench(registry, throttled);
    const devices = await provisionDevices(options({ clock: maxSpeedClock(Date.now()) }));
    expect(devices.map(({ state }) => state)).toEqual(['issued', 'issued']);
  });

  it('reports progress and provisions a fleet, page by page', async () => {
    const names = Array.from({ length: 60 }, (_, at) => `wt-${String(at + 1).padStart(3, '0')}`);
    const seen: number[] = [];
    const devices = await provisionDevices(
      options({ names, onProgress: (done) => seen.push(done) }),
    );
    expect(devices.map(({ name }) => name)).toEqual(names);
    expect(seen).toEqual(names.map((_, at) => at + 1));
    expect(await listed(bench.iot)).toHaveLength(60);
  });
});

async function listed(iot: IoTClient): Promise<string[]> {
  const names: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await iot.send(new ListThingsCommand({ nextToken, maxResults: 50 }));
    names.push(...(page.things ?? []).map(({ thingName }) => thingName ?? ''));
    ({ nextToken } = page);
  } while (nextToken !== undefined);
  return names;
}

function answering(path: string, body: object): (service: AwsService) => AwsService {
  const answer = { status: 200, headers: {}, body: JSON.stringify(body) };
  return (service) => ({
    ...service,
    handle: (request) =>
      request.path === path ? Promise.resolve(answer) : service.handle(request),
  });
}

/** Every second call is turned away, as a busy account does. */
function throttled(service: AwsService): AwsService {
  let calls = 0;
  return {
    ...service,
    handle(request) {
      calls += 1;
      if (calls % 2 === 0) return service.handle(request);
      return Promise.resolve(
        jsonFault('1.1', new AwsFault('ThrottlingException', 'Rate exceeded', 429)),
      );
    },
  };
}
