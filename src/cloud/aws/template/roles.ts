import { ref, type Resource, type Value } from './cloudformation.ts';
import { TAGS } from './parts.ts';

/** What a role may do, by operations on one resource. */
export interface Grant {
  /** `service:Operation`, never a pattern. */
  readonly actions: readonly string[];
  readonly resource: Value;
}

interface RoleOptions {
  /** Service that takes the role. */
  readonly service: 'lambda.amazonaws.com' | 'iot.amazonaws.com';
  readonly description: string;
  readonly grants: readonly Grant[];
}

/**
 * `AWS::IAM::Role` for one part alone. Rules of other accounts cannot make AWS IoT take it (IoT
 * developer guide, "Cross-service confused deputy prevention").
 */
export function roleResource({ service, description, grants }: RoleOptions): Resource {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      Description: description,
      AssumeRolePolicyDocument: policyDocument([
        {
          Effect: 'Allow',
          Principal: { Service: service },
          Action: 'sts:AssumeRole',
          ...(service === 'iot.amazonaws.com'
            ? { Condition: { StringEquals: { 'aws:SourceAccount': ref('AWS::AccountId') } } }
            : {}),
        },
      ]),
      Policies: [{ PolicyName: 'pipeline', PolicyDocument: policyDocument(grants.map(statement)) }],
      Tags: TAGS,
    },
  };
}

export function policyDocument(statements: readonly Value[]): Value {
  return { Version: '2012-10-17', Statement: statements };
}

function statement({ actions, resource }: Grant): Value {
  return { Effect: 'Allow', Action: actions, Resource: resource };
}
