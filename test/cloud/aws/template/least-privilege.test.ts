import { describe, expect, it } from 'vitest';
import type { Template } from '../../../../src/cloud/aws/template/cloudformation.ts';
import { exampleStack, propertiesOf, templateOf } from './fixtures.ts';
import { variants } from './variants.ts';

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

interface OwnedStatement extends Statement {
  readonly owner: string;
}

/** Statements of every policy in a template but those that say who may take a role. */
function statementsOf(template: Template): readonly OwnedStatement[] {
  const found: OwnedStatement[] = [];
  const walk = (owner: string, value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value) as [string, unknown][]) {
      if (key === 'AssumeRolePolicyDocument') continue;
      if (key === 'Statement')
        found.push(...(inner as readonly Statement[]).map((each) => ({ ...each, owner })));
      else walk(owner, inner);
    }
  };
  for (const [id, resource] of Object.entries(template.Resources)) walk(id, resource);
  return found;
}

const all = await variants();
const template = templateOf(exampleStack());
const grants = grantsOf(template);

/** What is allowed, as `who operation what`. */
function grantsOf(of: Template): readonly string[] {
  return statementsOf(of).flatMap(({ owner, Action, Resource }) =>
    [Action].flat().map((action) => `${owner} ${action} ${JSON.stringify(Resource)}`),
  );
}

/**
 * Resources by pattern are two: the objects of one bucket, whose keys nobody knows before, and a
 * device's own topics, shadows and jobs, which the device policy names by its thing.
 */
const PATTERNS = [
  /^arn:\$\{AWS::Partition\}:s3:::\$\{AWS::StackName\}-[a-z]+-\$\{AWS::AccountId\}-\$\{AWS::Region\}\/\*$/,
  /^arn:\$\{AWS::Partition\}:iot:\$\{AWS::Region\}:\$\{AWS::AccountId\}:topic(filter)?\/.*\$\{!iot:Connection\.Thing\.ThingName\}/,
];

/** Texts in a resource with a star that none of the patterns allows. */
function wildcardsOf(resource: unknown): readonly string[] {
  if (typeof resource === 'string') {
    const isKnown = PATTERNS.some((pattern) => pattern.test(resource));
    return resource.includes('*') && !isKnown ? [resource] : [];
  }
  if (typeof resource !== 'object' || resource === null) return [];
  return Object.values(resource).flatMap((inner) => wildcardsOf(inner));
}

function objects(bucket: string): string {
  return `{"Fn::Sub":"arn:\${AWS::Partition}:s3:::\${AWS::StackName}-${bucket}-\${AWS::AccountId}-\${AWS::Region}/*"}`;
}

describe('permissions of the template', () => {
  it.each(all)('name every action and every resource: $name', ({ stack }) => {
    const allowed = statementsOf(templateOf(stack)).filter(({ Effect }) => Effect === 'Allow');
    expect(allowed.length).toBeGreaterThan(9);
    for (const { Action, Resource } of allowed) {
      for (const action of [Action].flat()) expect(action).toMatch(/^[a-z0-9-]+:[A-Za-z]+$/);
      for (const one of [Resource].flat()) expect(wildcardsOf(one)).toEqual([]);
    }
  });

  it('forbid by pattern what must be forbidden as a whole: everything over plain HTTP', () => {
    const denied = statementsOf(templateOf(exampleStack({ healthFiles: true }))).filter(
      ({ Effect }) => Effect === 'Deny',
    );
    expect(denied.map(({ owner, Action }) => `${owner} ${String(Action)}`)).toEqual([
      'RawBucketPolicy s3:*',
      'ProcessedBucketPolicy s3:*',
      'QuarantineBucketPolicy s3:*',
    ]);
  });

  it('let ingest read originals, write what it makes of them, and nothing else in buckets', () => {
    const files = grantsOf(templateOf(exampleStack({ healthFiles: true })));
    expect(files.filter((grant) => grant.includes(' s3:') && !grant.includes('s3:*'))).toEqual([
      `IngestFunctionRole s3:GetObject ${objects('raw')}`,
      `IngestFunctionRole s3:PutObject ${objects('processed')}`,
      `IngestFunctionRole s3:PutObject ${objects('quarantine')}`,
    ]);
  });

  it('let a role touch what its own part uses, and nothing else', () => {
    expect(grants.filter((grant) => grant.startsWith('AlertFunctionRole dynamodb'))).toEqual([
      'AlertFunctionRole dynamodb:PutItem {"Fn::GetAtt":["AlertsTable","Arn"]}',
      'AlertFunctionRole dynamodb:GetItem {"Fn::GetAtt":["AlertsTable","Arn"]}',
      'AlertFunctionRole dynamodb:UpdateItem {"Fn::GetAtt":["AlertsTable","Arn"]}',
    ]);
    expect(grants.filter((grant) => grant.startsWith('PmSimTelemetryRuleRole'))).toEqual([
      'PmSimTelemetryRuleRole kinesis:PutRecord {"Fn::GetAtt":["TelemetryStream","Arn"]}',
      'PmSimTelemetryRuleRole sqs:SendMessage {"Fn::GetAtt":["RuleErrorsQueue","Arn"]}',
    ]);
    expect(grants.filter((grant) => grant.includes('kinesis:PutRecords '))).toEqual([
      'ScoreFunctionRole kinesis:PutRecords {"Fn::GetAtt":["ScoredStream","Arn"]}',
    ]);
  });

  it('let nobody but the service, for this account, take the role of a rule', () => {
    expect(propertiesOf(template, 'PmSimTelemetryRuleRole')).toMatchObject({
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Principal: { Service: 'iot.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          },
        ],
      },
    });
  });
});
