import {
  AttachPolicyCommand,
  AttachThingPrincipalCommand,
  CreateBillingGroupCommand,
  CreateCertificateFromCsrCommand,
  CreateKeysAndCertificateCommand,
  CreatePolicyCommand,
  CreateThingCommand,
  CreateThingTypeCommand,
  DeleteCertificateCommand,
  DeletePolicyCommand,
  DeleteThingCommand,
  DescribeCertificateCommand,
  DescribeEndpointCommand,
  DescribeThingCommand,
  DescribeThingTypeCommand,
  DetachPolicyCommand,
  DetachThingPrincipalCommand,
  GetPolicyCommand,
  ListAttachedPoliciesCommand,
  ListCertificatesCommand,
  ListPoliciesCommand,
  ListPrincipalThingsCommand,
  ListTargetsForPolicyCommand,
  ListThingPrincipalsCommand,
  ListThingTypesCommand,
  ListThingsCommand,
  RegisterCertificateWithoutCACommand,
  UpdateCertificateCommand,
  type IoTClient,
} from '@aws-sdk/client-iot';
import { X509Certificate, createPrivateKey } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { IdentityRegistry } from '../../../../src/cloud/local/identity/identity-registry.ts';
import { iotBench, type IotBench } from '../../aws/provisioning.ts';
import { requestFor, testAuthority, validity } from '../../x509/fixtures.ts';
import { DEVICE_POLICY, openRegistry, temporaryFolder } from '../identity/fixtures.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let registry: IdentityRegistry;
let bench: IotBench;
let iot: IoTClient;

beforeEach(async () => {
  folder = await temporaryFolder();
  registry = await openRegistry(folder.path);
  bench = iotBench(registry);
  ({ iot } = bench);
});
afterEach(async () => {
  await bench[Symbol.asyncDispose]();
  await registry[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

async function certificate(name = 'wt-001'): Promise<{ id: string; arn: string; pem: string }> {
  const certificateSigningRequest = requestFor(name).csr;
  const made = await iot.send(
    new CreateCertificateFromCsrCommand({ certificateSigningRequest, setAsActive: true }),
  );
  return {
    id: made.certificateId ?? '',
    arn: made.certificateArn ?? '',
    pem: made.certificatePem ?? '',
  };
}

describe('things', () => {
  it('are made, described, listed by type and attribute, and deleted', async () => {
    await iot.send(new CreateThingTypeCommand({ thingTypeName: 'turbine' }));
    const made = await iot.send(
      new CreateThingCommand({
        thingName: 'wt-001',
        thingTypeName: 'turbine',
        attributePayload: { attributes: { site: 'north' } },
      }),
    );
    expect(made).toMatchObject({
      thingName: 'wt-001',
      thingArn: 'arn:aws:iot:us-east-1:000000000000:thing/wt-001',
      thingId: expect.any(String) as string,
    });
    await iot.send(new CreateThingCommand({ thingName: 'wt-002' }));
    expect(await iot.send(new DescribeThingCommand({ thingName: 'wt-001' }))).toMatchObject({
      thingTypeName: 'turbine',
      attributes: { site: 'north' },
      version: 1,
      defaultClientId: 'wt-001',
    });
    const byType = await iot.send(new ListThingsCommand({ thingTypeName: 'turbine' }));
    const byAttribute = await iot.send(
      new ListThingsCommand({ attributeName: 'site', attributeValue: 'south' }),
    );
    expect(byType.things?.map(({ thingName }) => thingName)).toEqual(['wt-001']);
    expect(byAttribute.things).toEqual([]);
    await iot.send(new DeleteThingCommand({ thingName: 'wt-001' }));
    await iot.send(new DeleteThingCommand({ thingName: 'wt-001' }));
    await expect(iot.send(new DescribeThingCommand({ thingName: 'wt-001' }))).rejects.toMatchObject(
      { name: 'ResourceNotFoundException' },
    );
  });

  it('may be made again only alike', async () => {
    const input = { thingName: 'wt-001', attributePayload: { attributes: { a: '1' } } };
    const first = await iot.send(new CreateThingCommand(input));
    const again = await iot.send(new CreateThingCommand(input));
    expect(again.thingId).toBe(first.thingId);
    await expect(iot.send(new CreateThingCommand({ thingName: 'wt-001' }))).rejects.toMatchObject({
      name: 'ResourceAlreadyExistsException',
    });
  });

  it.each([
    [
      'a name with a blank',
      new CreateThingCommand({ thingName: 'a b' }),
      'InvalidRequestException',
    ],
    [
      'an unknown type',
      new CreateThingCommand({ thingName: 'a', thingTypeName: 'none' }),
      'ResourceNotFoundException',
    ],
    [
      'a member that is not modelled',
      new CreateThingCommand({ thingName: 'a', billingGroupName: 'b' }),
      'InvalidRequestException',
    ],
    [
      'a page token that is none',
      new ListThingsCommand({ nextToken: 'x' }),
      'InvalidRequestException',
    ],
  ])('are refused with %s', async (_, command, name) => {
    await expect(iot.send(command as CreateThingCommand)).rejects.toMatchObject({ name });
  });

  it('have types that are made once', async () => {
    const made = await iot.send(new CreateThingTypeCommand({ thingTypeName: 'turbine' }));
    const again = await iot.send(new CreateThingTypeCommand({ thingTypeName: 'turbine' }));
    expect(again.thingTypeId).toBe(made.thingTypeId);
    const { thingTypes } = await iot.send(new ListThingTypesCommand({}));
    expect(thingTypes?.map(({ thingTypeName }) => thingTypeName)).toEqual(['turbine']);
    const described = await iot.send(new DescribeThingTypeCommand({ thingTypeName: 'turbine' }));
    expect(described.thingTypeMetadata?.creationDate).toBeInstanceOf(Date);
    await expect(
      iot.send(new DescribeThingTypeCommand({ thingTypeName: 'none' })),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(
      iot.send(new CreateThingTypeCommand({ thingTypeName: 'a b' })),
    ).rejects.toMatchObject({ name: 'InvalidRequestException' });
  });

  it('are attached to principals and detached before they go', async () => {
    const { arn } = await certificate();
    await iot.send(new CreateThingCommand({ thingName: 'wt-001' }));
    await iot.send(new AttachThingPrincipalCommand({ thingName: 'wt-001', principal: arn }));
    await iot.send(new AttachThingPrincipalCommand({ thingName: 'wt-001', principal: arn }));
    const { principals } = await iot.send(new ListThingPrincipalsCommand({ thingName: 'wt-001' }));
    const { things } = await iot.send(new ListPrincipalThingsCommand({ principal: arn }));
    expect([principals, things]).toEqual([[arn], ['wt-001']]);
    await expect(iot.send(new DeleteThingCommand({ thingName: 'wt-001' }))).rejects.toMatchObject({
      name: 'InvalidRequestException',
    });
    await iot.send(new DetachThingPrincipalCommand({ thingName: 'wt-001', principal: arn }));
    await iot.send(new DeleteThingCommand({ thingName: 'wt-001' }));
    await expect(
      iot.send(new AttachThingPrincipalCommand({ thingName: 'wt-001', principal: arn })),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(
      iot.send(
        new AttachThingPrincipalCommand({ thingName: 'wt-001', principal: 'eu-west-1:cognito' }),
      ),
    ).rejects.toMatchObject({ name: 'InvalidRequestException' });
  });
});

describe('certificates', () => {
  it('are issued from a request, inactive unless asked for, and described', async () => {
    const { csr } = requestFor('wt-001');
    const made = await iot.send(
      new CreateCertificateFromCsrCommand({ certificateSigningRequest: csr }),
    );
    const { certificateDescription: described } = await iot.send(
      new DescribeCertificateCommand({ certificateId: made.certificateId }),
    );
    expect(described).toMatchObject({
      status: 'INACTIVE',
      certificatePem: made.certificatePem,
      certificateArn: made.certificateArn,
    });
    expect(new X509Certificate(made.certificatePem ?? '').subject).toBe('CN=wt-001');
    expect(described?.validity?.notAfter?.getTime()).toBe(
      registry.certificates.get(made.certificateId ?? '').notAfter,
    );
  });

  it('are issued with a key made here, in the name that AWS gives', async () => {
    const { certificatePem = '', keyPair } = await iot.send(
      new CreateKeysAndCertificateCommand({ setAsActive: true }),
    );
    const made = new X509Certificate(certificatePem);
    expect(made.subject).toBe('CN=AWS IoT Certificate');
    expect(made.checkPrivateKey(createPrivateKey(keyPair?.PrivateKey ?? ''))).toBe(true);
    expect(keyPair?.PublicKey).toContain('BEGIN PUBLIC KEY');
  });

  it('are registered without an authority, once', async () => {
    const { pem } = testAuthority().issueDeviceCertificate(requestFor('x').csr, validity);
    const made = await iot.send(
      new RegisterCertificateWithoutCACommand({ certificatePem: pem, status: 'ACTIVE' }),
    );
    expect(registry.certificates.get(made.certificateId ?? '').status).toBe('ACTIVE');
    await expect(
      iot.send(new RegisterCertificateWithoutCACommand({ certificatePem: pem })),
    ).rejects.toMatchObject({ name: 'ResourceAlreadyExistsException' });
    await expect(
      iot.send(new RegisterCertificateWithoutCACommand({ certificatePem: 'rubbish' })),
    ).rejects.toMatchObject({ name: 'CertificateValidationException' });
  });

  it('are listed newest first, or oldest first, page by page', async () => {
    const ids = [(await certificate()).id, (await certificate()).id, (await certificate()).id];
    const newest = await iot.send(new ListCertificatesCommand({ pageSize: 2 }));
    const rest = await iot.send(
      new ListCertificatesCommand({ pageSize: 2, marker: newest.nextMarker }),
    );
    const listed = [...(newest.certificates ?? []), ...(rest.certificates ?? [])].map(
      ({ certificateId }) => certificateId,
    );
    expect(listed).toEqual(ids.toReversed());
    const oldest = await iot.send(
      new ListCertificatesCommand({ ascendingOrder: true, pageSize: 1 }),
    );
    expect(oldest.certificates?.[0]?.certificateId).toBe(ids[0]);
  });

  it('are deleted only when inactive, unattached, and without policies unless forced', async () => {
    const { id, arn } = await certificate();
    const remove = (forceDelete: boolean): Promise<unknown> =>
      iot.send(new DeleteCertificateCommand({ certificateId: id, forceDelete }));
    registry.policies.create('p', DEVICE_POLICY);
    await iot.send(new AttachPolicyCommand({ policyName: 'p', target: arn }));
    await iot.send(new CreateThingCommand({ thingName: 'wt-001' }));
    await iot.send(new AttachThingPrincipalCommand({ thingName: 'wt-001', principal: arn }));
    await expect(remove(true)).rejects.toMatchObject({ name: 'CertificateStateException' });
    await iot.send(new UpdateCertificateCommand({ certificateId: id, newStatus: 'INACTIVE' }));
    await expect(remove(true)).rejects.toMatchObject({ name: 'InvalidRequestException' });
    await iot.send(new DetachThingPrincipalCommand({ thingName: 'wt-001', principal: arn }));
    await expect(remove(false)).rejects.toMatchObject({ name: 'DeleteConflictException' });
    await remove(true);
    await expect(
      iot.send(new DescribeCertificateCommand({ certificateId: id })),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it.each([
    [
      'a request that is none',
      new CreateCertificateFromCsrCommand({ certificateSigningRequest: 'rubbish' }),
    ],
    [
      'a request without a name',
      new CreateCertificateFromCsrCommand({ certificateSigningRequest: requestFor('').csr }),
    ],
    [
      'a status that is not modelled',
      new UpdateCertificateCommand({ certificateId: 'a', newStatus: 'PENDING_TRANSFER' }),
    ],
  ])('are refused for %s', async (_, command) => {
    await expect(iot.send(command as UpdateCertificateCommand)).rejects.toMatchObject({
      name: 'InvalidRequestException',
    });
  });
});

describe('policies', () => {
  it('are made, read, attached, listed, detached and deleted', async () => {
    const { arn } = await certificate();
    const made = await iot.send(
      new CreatePolicyCommand({ policyName: 'p', policyDocument: DEVICE_POLICY }),
    );
    expect(made).toMatchObject({
      policyName: 'p',
      policyArn: 'arn:aws:iot:us-east-1:000000000000:policy/p',
      policyVersionId: '1',
    });
    expect((await iot.send(new GetPolicyCommand({ policyName: 'p' }))).policyDocument).toBe(
      DEVICE_POLICY,
    );
    expect(
      (await iot.send(new ListPoliciesCommand({}))).policies?.map(({ policyName }) => policyName),
    ).toEqual(['p']);
    await iot.send(new AttachPolicyCommand({ policyName: 'p', target: arn }));
    await iot.send(new AttachPolicyCommand({ policyName: 'p', target: arn }));
    const attached = await iot.send(new ListAttachedPoliciesCommand({ target: arn }));
    expect(attached.policies?.map(({ policyName }) => policyName)).toEqual(['p']);
    expect((await iot.send(new ListTargetsForPolicyCommand({ policyName: 'p' }))).targets).toEqual([
      arn,
    ]);
    await expect(iot.send(new DeletePolicyCommand({ policyName: 'p' }))).rejects.toMatchObject({
      name: 'DeleteConflictException',
    });
    await iot.send(new DetachPolicyCommand({ policyName: 'p', target: arn }));
    await iot.send(new DeletePolicyCommand({ policyName: 'p' }));
    await expect(iot.send(new GetPolicyCommand({ policyName: 'p' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it.each([
    [
      'twice under one name',
      { policyName: 'old', policyDocument: DEVICE_POLICY },
      'ResourceAlreadyExistsException',
    ],
    [
      'with a document that is none',
      { policyName: 'p', policyDocument: '{}' },
      'MalformedPolicyException',
    ],
    [
      'with a blank in the name',
      { policyName: 'a b', policyDocument: DEVICE_POLICY },
      'InvalidRequestException',
    ],
  ])('are not made %s', async (_, input, name) => {
    registry.policies.create('old', DEVICE_POLICY);
    await expect(iot.send(new CreatePolicyCommand(input))).rejects.toMatchObject({ name });
  });
});

describe('a certificate', () => {
  it('takes ten policies, and repeats of them, but no eleventh', async () => {
    const { arn: target } = await certificate();
    for (let at = 0; at < 10; at += 1) {
      registry.policies.create(`p${at}`, DEVICE_POLICY);
      await iot.send(new AttachPolicyCommand({ policyName: `p${at}`, target }));
    }
    await iot.send(new AttachPolicyCommand({ policyName: 'p0', target }));
    registry.policies.create('more', DEVICE_POLICY);
    await expect(
      iot.send(new AttachPolicyCommand({ policyName: 'more', target })),
    ).rejects.toMatchObject({ name: 'LimitExceededException' });
  });
});

describe('the control plane', () => {
  it('tells where the broker is', async () => {
    const { endpointAddress } = await iot.send(
      new DescribeEndpointCommand({ endpointType: 'iot:Data-ATS' }),
    );
    expect(endpointAddress).toBe('127.0.0.1:8883');
  });

  it('refuses what it has not, loudly', async () => {
    await expect(
      iot.send(new CreateBillingGroupCommand({ billingGroupName: 'g' })),
    ).rejects.toThrow('does not model iot:POST /billing-groups/g');
  });
});
