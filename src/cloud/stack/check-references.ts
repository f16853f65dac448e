import { PmSimError } from '../../runtime/errors.ts';
import { didYouMean } from '../../runtime/near-match.ts';
import type { RuleAction } from './rule.ts';
import type { EnvironmentValue, Stack, Subscription } from './stack.ts';

type Kind = 'stream' | 'table' | 'topic' | 'queue' | 'bucket' | 'function';
type Refer = (who: string, kind: Kind, name: string) => void;

/**
 * Checks that every part that is referred to by name is in the stack, before anything is started or
 * written.
 * @throws PmSimError `stack/unknown-part` naming who refers to what
 */
export function checkReferences(stack: Stack): void {
  const refer = referrer(stack);
  for (const { id, stream, functionName, onFailureQueue } of stack.mappings) {
    refer(`Mapping ${id}`, 'stream', stream);
    refer(`Mapping ${id}`, 'function', functionName);
    if (onFailureQueue !== undefined) refer(`Mapping ${id}`, 'queue', onFailureQueue);
  }
  for (const subscription of stack.subscriptions) checkSubscription(subscription, refer);
  for (const { name, actions, errorAction } of stack.rules) {
    for (const action of actions) checkAction(`Rule ${name}`, action, refer);
    if (errorAction !== undefined) checkAction(`The error action of ${name}`, errorAction, refer);
  }
  for (const { name, notifications } of stack.buckets) {
    for (const { functionName } of notifications) refer(`Bucket ${name}`, 'function', functionName);
  }
  checkFunctions(stack, refer);
}

function referrer(stack: Stack): Refer {
  const known: Readonly<Record<Kind, readonly string[]>> = {
    stream: stack.streams.map(({ name }) => name),
    table: stack.tables.map(({ name }) => name),
    topic: stack.topics.map(({ name }) => name),
    queue: stack.queues.map(({ name }) => name),
    bucket: stack.buckets.map(({ name }) => name),
    function: stack.functions.map(({ name }) => name),
  };
  return (who, kind, name) => {
    if (known[kind].includes(name)) return;
    throw new PmSimError(
      'stack/unknown-part',
      `${who} refers to the ${kind} "${name}", which the stack does not have.${didYouMean(name, known[kind])}`,
      { kind: 'system' },
    );
  };
}

function checkSubscription(subscription: Subscription, refer: Refer): void {
  const who = `A subscription by ${subscription.protocol}`;
  refer(who, 'topic', subscription.topic);
  if (subscription.protocol === 'lambda') refer(who, 'function', subscription.functionName);
  if (subscription.protocol === 'sqs') refer(who, 'queue', subscription.queue);
}

function checkAction(who: string, action: RuleAction, refer: Refer): void {
  if ('kinesis' in action) refer(who, 'stream', action.kinesis.streamName);
  if ('sqs' in action) refer(who, 'queue', action.sqs.queue);
}

function checkFunctions({ functions }: Stack, refer: Refer): void {
  for (const { name, uses, environment, asyncFailureQueue } of functions) {
    const who = `Function ${name}`;
    for (const stream of uses.writesStreams) refer(who, 'stream', stream);
    for (const { table } of uses.tables) refer(who, 'table', table);
    for (const topic of uses.topics) refer(who, 'topic', topic);
    for (const { bucket } of uses.buckets ?? []) refer(who, 'bucket', bucket);
    if (asyncFailureQueue !== undefined) refer(who, 'queue', asyncFailureQueue);
    for (const value of Object.values(environment)) checkValue(who, value, refer);
  }
}

function checkValue(who: string, value: EnvironmentValue, refer: Refer): void {
  if (typeof value === 'string') return;
  if ('topicArn' in value) refer(who, 'topic', value.topicArn);
  if ('streamName' in value) refer(who, 'stream', value.streamName);
  if ('tableName' in value) refer(who, 'table', value.tableName);
  if ('bucketName' in value) refer(who, 'bucket', value.bucketName);
}
