import type { IdentityRegistry } from '../../../../src/cloud/local/identity/identity-registry.ts';
import { createCsr } from '../../../../src/cloud/x509/csr.ts';
import { createKeyPair, privateKeyPem } from '../../../../src/cloud/x509/keys.ts';
import { DEVICE_POLICY, type Device } from '../identity/fixtures.ts';

/** A thing by serial number, with the policy of devices. */
export const TEMPLATE = {
  Parameters: { SerialNumber: { Type: 'String' }, Site: { Type: 'String', Default: 'north' } },
  Mappings: { Hosts: { north: { url: 'https://north.example' }, south: { url: 'https://s' } } },
  Resources: {
    thing: {
      Type: 'AWS::IoT::Thing',
      Properties: {
        ThingName: { 'Fn::Join': ['-', ['wt', { Ref: 'SerialNumber' }]] },
        AttributePayload: { site: { Ref: 'Site' } },
      },
      OverrideSettings: { AttributePayload: 'MERGE', ThingTypeName: 'REPLACE' },
    },
    certificate: {
      Type: 'AWS::IoT::Certificate',
      Properties: { CertificateId: { Ref: 'AWS::IoT::Certificate::Id' }, Status: 'Active' },
    },
    policy: { Type: 'AWS::IoT::Policy', Properties: { PolicyName: 'device' } },
  },
  DeviceConfiguration: { url: { 'Fn::FindInMap': ['Hosts', { Ref: 'Site' }, 'url'] } },
};

const CLAIM_POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: 'iot:Connect', Resource: '*' },
    {
      Effect: 'Allow',
      Action: ['iot:Publish', 'iot:Receive'],
      Resource: [
        'arn:aws:iot:*:*:topic/$aws/certificates/*',
        'arn:aws:iot:*:*:topic/$aws/provisioning-templates/fleet/provision/*',
      ],
    },
    {
      Effect: 'Allow',
      Action: 'iot:Subscribe',
      Resource: [
        'arn:aws:iot:*:*:topicfilter/$aws/certificates/*',
        'arn:aws:iot:*:*:topicfilter/$aws/provisioning-templates/fleet/provision/*',
      ],
    },
  ],
});

/** The policy of devices and an enabled template. */
export function addTemplate(registry: IdentityRegistry, body: object = TEMPLATE): void {
  if (registry.policies.find('device') === undefined) {
    registry.policies.create('device', DEVICE_POLICY);
  }
  registry.templates.create({
    name: 'fleet',
    body: JSON.stringify(body),
    roleArn: 'arn:aws:iam::000000000000:role/provisioning',
    enabled: true,
    type: 'FLEET_PROVISIONING',
  });
}

/** A certificate that may do nothing but provision; `name` is only its client id. */
export function addClaim(registry: IdentityRegistry, name: string): Device {
  const keys = createKeyPair();
  const { id, pem } = registry.issueCertificate(createCsr({ commonName: 'claim' }, keys), 'ACTIVE');
  if (registry.policies.find('claim') === undefined)
    registry.policies.create('claim', CLAIM_POLICY);
  registry.certificates.attachPolicy(id, 'claim');
  return { name, certificateId: id, cert: pem, key: privateKeyPem(keys.privateKey) };
}
