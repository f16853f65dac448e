import { devicePolicyDocument } from '../../stack/device-policy.ts';
import { sub, type Resource, type Value } from './cloudformation.ts';
import { physicalName, TAGS } from './parts.ts';

/**
 * `AWS::IoT::Policy` of every device's certificate: the document that provisioning knows, with the
 * account left to CloudFormation. Its own variables are IoT's to fill in, not CloudFormation's.
 */
export function devicePolicyResource(): Resource {
  const document = devicePolicyDocument({
    partition: '${AWS::Partition}',
    region: '${AWS::Region}',
    accountId: '${AWS::AccountId}',
  });
  return {
    Type: 'AWS::IoT::Policy',
    Properties: {
      PolicyName: physicalName('device'),
      PolicyDocument: substituted(JSON.parse(document) as Value),
      Tags: TAGS,
    },
  };
}

function substituted(value: Value): Value {
  if (typeof value === 'string') {
    return value.includes('${') ? sub(value.replaceAll('${iot:', '${!iot:')) : value;
  }
  if (typeof value !== 'object') return value;
  if (isList(value)) return value.map(substituted);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, substituted(one)]));
}

function isList(value: object): value is readonly Value[] {
  return Array.isArray(value);
}
