import { PmSimError } from '../../../runtime/errors.ts';
import type { RuleAction, TopicRule } from '../../stack/rule.ts';
import { arnOf, ref, type Resource, type Resources, type Value } from './cloudformation.ts';
import { TAGS, type Parts } from './parts.ts';
import { roleResource, type Grant } from './roles.ts';

/**
 * `AWS::IoT::TopicRule` with the very SQL that the twin runs, and the role of its actions. The rule
 * gets its name from CloudFormation: rules take no hyphen, which names of stacks may have.
 */
export function ruleResources(rules: readonly TopicRule[], parts: Parts): Resources {
  const entries = rules.flatMap((rule): [string, Resource][] => {
    const id = parts.id('rule', rule.name);
    return [
      [`${id}Role`, role(rule, parts)],
      [id, resource(rule, { parts, roleArn: arnOf(`${id}Role`) })],
    ];
  });
  return Object.fromEntries(entries);
}

interface RuleContext {
  readonly parts: Parts;
  readonly roleArn: Value;
}

function resource(rule: TopicRule, context: RuleContext): Resource {
  const { description, sql, sqlVersion, actions, errorAction } = rule;
  return {
    Type: 'AWS::IoT::TopicRule',
    Properties: {
      TopicRulePayload: {
        Description: description,
        Sql: sql,
        AwsIotSqlVersion: sqlVersion,
        RuleDisabled: false,
        Actions: actions.map((action) => actionOf(action, rule, context)),
        ...(errorAction === undefined ? {} : { ErrorAction: actionOf(errorAction, rule, context) }),
      },
      Tags: TAGS,
    },
  };
}

function actionOf(action: RuleAction, rule: TopicRule, { parts, roleArn }: RuleContext): Value {
  if ('kinesis' in action) {
    const { streamName, partitionKey } = action.kinesis;
    return {
      Kinesis: {
        StreamName: ref(parts.id('stream', streamName)),
        PartitionKey: partitionKey,
        RoleArn: roleArn,
      },
    };
  }
  if ('sqs' in action) {
    return {
      Sqs: {
        QueueUrl: ref(parts.id('queue', action.sqs.queue)),
        UseBase64: false,
        RoleArn: roleArn,
      },
    };
  }
  throw notExpressible(action, rule);
}

function role(rule: TopicRule, parts: Parts): Resource {
  const { name, actions, errorAction } = rule;
  const all = errorAction === undefined ? actions : [...actions, errorAction];
  return roleResource({
    service: 'iot.amazonaws.com',
    description: `What the pm-sim rule ${name} may do`,
    grants: all.map((action) => grantOf(action, rule, parts)),
  });
}

function grantOf(action: RuleAction, rule: TopicRule, parts: Parts): Grant {
  if ('kinesis' in action) {
    const stream = arnOf(parts.id('stream', action.kinesis.streamName));
    return { actions: ['kinesis:PutRecord'], resource: stream };
  }
  if ('sqs' in action) {
    const queue = arnOf(parts.id('queue', action.sqs.queue));
    return { actions: ['sqs:SendMessage'], resource: queue };
  }
  throw notExpressible(action, rule);
}

function notExpressible(action: never, { name }: TopicRule): PmSimError {
  return new PmSimError(
    'template/not-expressible',
    `The rule ${name} has an action that the template cannot express: ${Object.keys(action).join()}.`,
    { kind: 'system' },
  );
}
