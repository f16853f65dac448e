import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import { describe, expect, it } from 'vitest';
import { exampleStack, templateOf } from './fixtures.ts';
import { differences } from './specification.ts';
import { variants } from './variants.ts';

const all = await variants();
const specification = loadAwsServiceSpecSync();

/**
 * The newest specification lets dashboards carry tags; cfn-lint 1.51 refuses the property, as regions do
 * that do not have it yet.
 */
const EXCEPTIONS = ['Dashboard.Tags: takes tags and has none'];

/** `@aws-cdk/aws-service-spec` is the official resource specification as AWS's own tools read it. */
describe('every property of the template', () => {
  it.each(all)('is one of the official specification: $name', ({ stack }) => {
    expect(differences(templateOf(stack), specification)).toEqual(EXCEPTIONS);
  });
});

describe('the check itself', () => {
  const template = templateOf(exampleStack({ healthFiles: true }));
  const changed = (id: string, properties: object): string[] => {
    const resource = template.Resources[id];
    if (resource === undefined) throw new Error(`There is no ${id}`);
    const Properties = { ...resource.Properties, ...properties };
    const Resources = { [id]: { ...resource, Properties } };
    return differences({ ...template, Resources }, specification);
  };

  it('finds what is unknown, missing, of a wrong type or value, deep down as well', () => {
    expect(changed('TelemetryStream', { Colour: 'red' })).toEqual([
      'TelemetryStream.Colour: unknown property',
    ]);
    expect(changed('TelemetryStream', { ShardCount: 'two' })).toEqual([
      'TelemetryStream.ShardCount: expected integer, got "two"',
    ]);
    expect(
      changed('RawBucket', {
        NotificationConfiguration: { LambdaConfigurations: [{ Event: 's3:ObjectCreated:*' }] },
      }),
    ).toEqual(['RawBucket.NotificationConfiguration.LambdaConfigurations.0.Function: required']);
    expect(
      changed('AlertsTable', { StreamSpecification: { StreamViewType: 7, Arn: 'x' } }),
    ).toEqual([
      'AlertsTable.StreamSpecification.StreamViewType: expected string, got 7',
      'AlertsTable.StreamSpecification.Arn: unknown property',
    ]);
  });

  it('finds unknown types and tags that are missing', () => {
    const { Tags: _, ...Properties } = template.Resources['AlertsTopic']?.Properties ?? {};
    const Resources = {
      Topic: { Type: 'AWS::SNS::Topic', Properties },
      Other: { Type: 'AWS::SNS::Topics', Properties: {} },
    };
    expect(differences({ ...template, Resources }, specification)).toEqual([
      'Topic.Tags: takes tags and has none',
      'Other: unknown type AWS::SNS::Topics',
    ]);
  });
});
