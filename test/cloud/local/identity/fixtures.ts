import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCsr } from '../../../../src/cloud/x509/csr.ts';
import { createKeyPair, privateKeyPem } from '../../../../src/cloud/x509/keys.ts';
import {
  createIdentityRegistry,
  type IdentityRegistry,
  type IdentityRegistryOptions,
} from '../../../../src/cloud/local/identity/identity-registry.ts';
import { systemClock } from '../../../../src/runtime/clock.ts';
import { silentLog } from '../../../../src/runtime/log.ts';

/** Devices may connect under the name of their thing, and publish and subscribe under it. */
export const DEVICE_POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: 'iot:Connect',
      Resource: 'arn:aws:iot:*:*:client/${iot:Connection.Thing.ThingName}',
    },
    {
      Effect: 'Allow',
      Action: ['iot:Publish', 'iot:Receive'],
      Resource: 'arn:aws:iot:*:*:topic/dt/pm-sim/*/${iot:Connection.Thing.ThingName}/*',
    },
    {
      Effect: 'Allow',
      Action: 'iot:Subscribe',
      Resource: 'arn:aws:iot:*:*:topicfilter/dt/pm-sim/*/${iot:Connection.Thing.ThingName}/*',
    },
  ],
});

export async function temporaryFolder(): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'pm-sim-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

export async function openRegistry(
  stateDir: string,
  options: Partial<IdentityRegistryOptions> = {},
): Promise<IdentityRegistry> {
  return createIdentityRegistry({ stateDir, wallClock: systemClock(), log: silentLog, ...options });
}

export interface Device {
  readonly name: string;
  readonly certificateId: string;
  readonly cert: string;
  readonly key: string;
}

/** A thing with an active certificate and the device policy. */
export function addDevice(
  registry: IdentityRegistry,
  name: string,
  document = DEVICE_POLICY,
): Device {
  const keys = createKeyPair();
  const { id, pem } = registry.issueCertificate(createCsr({ commonName: name }, keys), 'ACTIVE');
  const policy = `policy-of-${name}`;
  registry.policies.create(policy, document);
  registry.certificates.attachPolicy(id, policy);
  registry.things.create({ name });
  registry.things.attach(name, id);
  return { name, certificateId: id, cert: pem, key: privateKeyPem(keys.privateKey) };
}
