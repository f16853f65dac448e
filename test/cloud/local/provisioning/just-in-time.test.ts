import {
  DeleteCACertificateCommand,
  DescribeCACertificateCommand,
  DescribeCertificateCommand,
  GetRegistrationCodeCommand,
  ListCACertificatesCommand,
  RegisterCACertificateCommand,
  UpdateCACertificateCommand,
  UpdateCertificateCommand,
  type IoTClient,
  type RegisterCACertificateCommandInput,
} from '@aws-sdk/client-iot';
import { describe, expect, it } from 'vitest';
import { createCertificateAuthority } from '../../../../src/cloud/x509/authority.ts';
import type { IdentityRegistry } from '../../../../src/cloud/local/identity/identity-registry.ts';
import { createJustInTime } from '../../../../src/cloud/local/provisioning/just-in-time.ts';
import { certificateId } from '../../../../src/cloud/x509/certificate.ts';
import { createCsr } from '../../../../src/cloud/x509/csr.ts';
import { createKeyPair, privateKeyPem } from '../../../../src/cloud/x509/keys.ts';
import { systemClock } from '../../../../src/runtime/clock.ts';
import { silentLog } from '../../../../src/runtime/log.ts';
import { iotBench } from '../../aws/provisioning.ts';
import { connect, startBench } from '../broker/fixtures.ts';
import { DEVICE_POLICY, openRegistry, temporaryFolder, type Device } from '../identity/fixtures.ts';

const now = systemClock().now();
const DAY_MS = 86_400_000;
const validity = { notBefore: now - DAY_MS, notAfter: now + DAY_MS };
const makeAuthority = () =>
  createCertificateAuthority({ name: { commonName: 'plant CA', organization: 'plant' }, validity });

/** A device whose certificate is from an authority of the plant's own. */
function deviceOf(
  authority: ReturnType<typeof makeAuthority>,
  name: string,
  during = validity,
): Device {
  const keys = createKeyPair();
  const csr = createCsr({ commonName: name, organization: 'plant' }, keys);
  const { pem, der } = authority.issueDeviceCertificate(csr, during);
  return {
    name,
    certificateId: certificateId(der),
    cert: pem,
    key: privateKeyPem(keys.privateKey),
  };
}

const TEMPLATE = JSON.stringify({
  Parameters: {
    'AWS::IoT::Certificate::CommonName': { Type: 'String' },
    'AWS::IoT::Certificate::Organization': { Type: 'String' },
    'AWS::IoT::Certificate::Id': { Type: 'String' },
  },
  Resources: {
    thing: {
      Type: 'AWS::IoT::Thing',
      Properties: {
        ThingName: { Ref: 'AWS::IoT::Certificate::CommonName' },
        AttributePayload: { owner: { Ref: 'AWS::IoT::Certificate::Organization' } },
      },
    },
    certificate: {
      Type: 'AWS::IoT::Certificate',
      Properties: { CertificateId: { Ref: 'AWS::IoT::Certificate::Id' }, Status: 'ACTIVE' },
    },
    policy: { Type: 'AWS::IoT::Policy', Properties: { PolicyDocument: DEVICE_POLICY } },
  },
});

async function open(registry: IdentityRegistry) {
  const events: { readonly topic: string; readonly document: object }[] = [];
  const bench = await startBench(registry, {
    onStranger: createJustInTime({
      registry,
      now: () => now,
      publish: (topic, document) => void events.push({ topic, document }),
      log: silentLog,
    }),
  });
  const control = iotBench(registry);
  return {
    bench,
    events,
    iot: control.iot,
    async [Symbol.asyncDispose]() {
      await control[Symbol.asyncDispose]();
      await bench.broker[Symbol.asyncDispose]();
    },
  };
}

const registerAuthority = (iot: IoTClient, more: Partial<RegisterCACertificateCommandInput>) =>
  iot.send(
    new RegisterCACertificateCommand({
      caCertificate: makeAuthority().certificatePem,
      certificateMode: 'SNI_ONLY',
      setAsActive: true,
      allowAutoRegistration: true,
      ...more,
    }),
  );

describe('a device with a certificate of an authority that was registered', () => {
  it('is registered when it first comes, told of, and let in once somebody has activated it', async () => {
    await using folder = await temporaryFolder();
    await using registry = await openRegistry(folder.path);
    await using made = await open(registry);
    const { bench, iot, events } = made;
    const plant = makeAuthority();
    const caCertificate = plant.certificatePem;
    const { certificateId: caCertificateId } = await registerAuthority(iot, { caCertificate });
    const device = deviceOf(plant, 'pump-1');
    await expect(connect(bench, registry, { device })).rejects.toThrow("Couldn't connect");
    expect(bench.refusals.at(-1)).toMatchObject({ reason: 'certificate-pending' });
    expect(events).toEqual([
      {
        topic: `$aws/events/certificates/registered/${caCertificateId}`,
        document: {
          certificateId: device.certificateId,
          caCertificateId,
          timestamp: Math.floor(now),
          certificateStatus: 'PENDING_ACTIVATION',
          awsAccountId: '000000000000',
          certificateRegistrationTimestamp: expect.stringMatching(/^\d+$/u) as string,
        },
      },
    ]);
    await expect(connect(bench, registry, { device })).rejects.toThrow("Couldn't connect");
    expect(events).toHaveLength(1);
    const which = { certificateId: device.certificateId };
    const { certificateDescription } = await iot.send(new DescribeCertificateCommand(which));
    expect(certificateDescription).toMatchObject({ status: 'PENDING_ACTIVATION', caCertificateId });
    await iot.send(new UpdateCertificateCommand({ ...which, newStatus: 'ACTIVE' }));
    registry.policies.create('device', DEVICE_POLICY);
    registry.certificates.attachPolicy(device.certificateId, 'device');
    registry.things.create({ name: 'pump-1' });
    registry.things.attach('pump-1', device.certificateId);
    const client = await connect(bench, registry, { device });
    await client.endAsync(true);
  });

  it('is provisioned by the template of its authority, and gets in the second time', async () => {
    await using folder = await temporaryFolder();
    await using registry = await openRegistry(folder.path);
    await using made = await open(registry);
    const { bench, iot, events } = made;
    const plant = makeAuthority();
    await registerAuthority(iot, {
      caCertificate: plant.certificatePem,
      registrationConfig: { templateBody: TEMPLATE, roleArn: 'arn:aws:iam::0:role/jitp' },
    });
    const device = deviceOf(plant, 'pump-2');
    await expect(connect(bench, registry, { device })).rejects.toThrow("Couldn't connect");
    expect(registry.things.get('pump-2')).toMatchObject({
      attributes: { owner: 'plant' },
      principals: [device.certificateId],
    });
    const client = await connect(bench, registry, { device });
    await client.endAsync(true);
    expect(events).toEqual([]);
    const nameless = deviceOf(plant, 'no good name');
    await expect(connect(bench, registry, { device: nameless })).rejects.toThrow(
      "Couldn't connect",
    );
    expect(registry.certificates.get(nameless.certificateId).status).toBe('PENDING_ACTIVATION');
  });

  it('stays out when the authority is inactive, registers nobody, or is not the signer, and when it has expired', async () => {
    await using folder = await temporaryFolder();
    await using registry = await openRegistry(folder.path);
    await using made = await open(registry);
    const { bench, iot } = made;
    const [passive, idle, open_] = [makeAuthority(), makeAuthority(), makeAuthority()];
    await registerAuthority(iot, {
      caCertificate: passive.certificatePem,
      allowAutoRegistration: false,
    });
    await registerAuthority(iot, { caCertificate: idle.certificatePem, setAsActive: false });
    await registerAuthority(iot, { caCertificate: open_.certificatePem });
    const past = { notBefore: now - 2 * DAY_MS, notAfter: now - DAY_MS };
    const strangers = [
      deviceOf(passive, 'a'),
      deviceOf(idle, 'b'),
      deviceOf(makeAuthority(), 'c'),
      deviceOf(open_, 'd', past),
    ];
    for (const device of strangers) {
      await expect(connect(bench, registry, { device })).rejects.toThrow(/[Nn]ot authorized/u);
      expect(registry.certificates.find(device.certificateId)).toBeUndefined();
    }
    expect(bench.refusals.map(({ reason }) => reason)).toEqual(
      strangers.map(() => 'certificate-foreign'),
    );
  });
});

describe('CA certificates of the control plane', () => {
  it('are taken from who shows that he holds the key', async () => {
    await using folder = await temporaryFolder();
    await using registry = await openRegistry(folder.path);
    await using made = await open(registry);
    const { iot } = made;
    const plant = makeAuthority();
    const { registrationCode = '' } = await iot.send(new GetRegistrationCodeCommand({}));
    const register = (verificationCertificate?: string) =>
      registerAuthority(iot, {
        caCertificate: plant.certificatePem,
        certificateMode: 'DEFAULT',
        ...(verificationCertificate === undefined ? {} : { verificationCertificate }),
      });
    await expect(register()).rejects.toMatchObject({ name: 'CertificateValidationException' });
    const other = deviceOf(makeAuthority(), registrationCode).cert;
    await expect(register(other)).rejects.toMatchObject({ name: 'CertificateValidationException' });
    await expect(register(deviceOf(plant, 'x').cert)).rejects.toMatchObject({
      name: 'RegistrationCodeValidationException',
    });
    const { certificateArn, certificateId: id } = await register(
      deviceOf(plant, registrationCode).cert,
    );
    expect(certificateArn).toBe(`arn:aws:iot:us-east-1:000000000000:cacert/${id}`);
    const leaf = registerAuthority(iot, { caCertificate: deviceOf(plant, 'x').cert });
    await expect(leaf).rejects.toMatchObject({ name: 'CertificateValidationException' });
  });

  it('are described, listed, changed, and deleted once they are inactive', async () => {
    await using folder = await temporaryFolder();
    await using registry = await openRegistry(folder.path);
    await using made = await open(registry);
    const { iot } = made;
    const { certificateId: id } = await registerAuthority(iot, {});
    const which = { certificateId: id };
    const config = { templateBody: TEMPLATE, roleArn: 'arn:aws:iam::0:role/jitp' };
    await iot.send(new UpdateCACertificateCommand({ ...which, registrationConfig: config }));
    expect(await iot.send(new DescribeCACertificateCommand(which))).toMatchObject({
      certificateDescription: { status: 'ACTIVE', autoRegistrationStatus: 'ENABLE' },
      registrationConfig: config,
    });
    const active = iot.send(new DeleteCACertificateCommand(which));
    await expect(active).rejects.toMatchObject({ name: 'CertificateStateException' });
    const off = { newStatus: 'INACTIVE', removeAutoRegistration: true } as const;
    await iot.send(new UpdateCACertificateCommand({ ...which, ...off }));
    const after = await iot.send(new DescribeCACertificateCommand(which));
    expect(after.registrationConfig).toBeUndefined();
    expect(after.certificateDescription).toMatchObject({ autoRegistrationStatus: 'DISABLE' });
    expect((await iot.send(new ListCACertificatesCommand({}))).certificates).toHaveLength(1);
    await iot.send(new DeleteCACertificateCommand(which));
    await expect(iot.send(new DescribeCACertificateCommand(which))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});
