import type { Stack, Subscription } from '../../stack/stack.ts';
import { arnOf, ref, type Resource, type Resources, type Value } from './cloudformation.ts';
import { physicalName, TAGS, type Parts } from './parts.ts';
import { policyDocument } from './roles.ts';

/**
 * `AWS::SNS::Topic`, encrypted with the account's key of the service. CloudWatch may not use that key
 * (CloudWatch user guide, "Amazon SNS encryption" of alarms): topics of alarms, which name parts and
 * figures only, go without.
 */
export function topicResources({ topics, alarms }: Stack, parts: Parts): Resources {
  return Object.fromEntries(
    topics.map(({ name, displayName }) => {
      const isTold = alarms.some(({ topic }) => topic === name);
      const Properties = {
        TopicName: physicalName(name),
        DisplayName: displayName,
        ...(isTold ? {} : { KmsMasterKeyId: 'alias/aws/sns' }),
        Tags: TAGS,
      };
      return [parts.id('topic', name), { Type: 'AWS::SNS::Topic', Properties }];
    }),
  );
}

/** `AWS::SNS::Subscription`, with the permission that a function or a queue gives to the topic. */
export function subscriptionResources(
  subscriptions: readonly Subscription[],
  parts: Parts,
): Resources {
  const entries = subscriptions.flatMap((subscription, at): [string, Resource][] => {
    const topic = parts.id('topic', subscription.topic);
    const id = `${topic}Subscription${at + 1}`;
    const permission = permissionOf(subscription, topic, parts);
    return [
      [id, resource(subscription, topic, parts)],
      ...(permission === undefined
        ? []
        : [[`${id}Permission`, permission] satisfies [string, Resource]]),
    ];
  });
  return Object.fromEntries(entries);
}

function resource(subscription: Subscription, topic: string, parts: Parts): Resource {
  return {
    Type: 'AWS::SNS::Subscription',
    Properties: {
      TopicArn: ref(topic),
      Protocol: subscription.protocol,
      Endpoint: endpointOf(subscription, parts),
    },
  };
}

function endpointOf(subscription: Subscription, parts: Parts): Value {
  if (subscription.protocol === 'lambda') {
    return arnOf(parts.id('function', subscription.functionName));
  }
  if (subscription.protocol === 'sqs') return arnOf(parts.id('queue', subscription.queue));
  return subscription.endpoint;
}

function permissionOf(
  subscription: Subscription,
  topic: string,
  parts: Parts,
): Resource | undefined {
  if (subscription.protocol === 'lambda') {
    return {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: ref(parts.id('function', subscription.functionName)),
        Principal: 'sns.amazonaws.com',
        SourceArn: ref(topic),
      },
    };
  }
  if (subscription.protocol !== 'sqs') return undefined;
  const queue = parts.id('queue', subscription.queue);
  return {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: {
      Queues: [ref(queue)],
      PolicyDocument: policyDocument([
        {
          Effect: 'Allow',
          Principal: { Service: 'sns.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: arnOf(queue),
          Condition: { ArnEquals: { 'aws:SourceArn': ref(topic) } },
        },
      ]),
    },
  };
}
