import { describe, expect, it } from 'vitest';
import type { Template } from '../../../../src/cloud/aws/template/cloudformation.ts';
import { exampleStack, propertiesOf, templateOf } from './fixtures.ts';

interface Statement {
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

const template = templateOf(exampleStack());
const statements = statementsOf(template);

/** What is allowed, as `who operation what`. */
const grants = statements.flatMap(({ owner, Action, Resource }) =>
  [Action].flat().map((action) => `${owner} ${action} ${JSON.stringify(Resource)}`),
);

describe('permissions of the template', () => {
  it('name every action and every resource', () => {
    expect(statements.length).toBeGreaterThan(9);
    for (const { Action, Resource } of statements) {
      for (const action of [Action].flat()) expect(action).toMatch(/^[a-z0-9-]+:[A-Za-z]+$/);
      expect([Resource].flat()).not.toContain('*');
    }
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
