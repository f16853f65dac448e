import { PmSimError } from '../../runtime/errors.ts';
import { didYouMean } from '../../runtime/near-match.ts';
import type { RuleAction } from './rule.ts';
import type { Alarm, AlarmMetric, EnvironmentValue, Stack, Subscription } from './stack.ts';

type Kind = 'stream' | 'table' | 'topic' | 'queue' | 'bucket' | 'function' | 'rule';
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
  for (const alarm of stack.alarms) checkAlarm(alarm, refer);
}

function referrer(stack: Stack): Refer {
  const known: Readonly<Record<Kind, readonly string[]>> = {
    stream: stack.streams.map(({ name }) => name),
    table: stack.tables.map(({ name }) => name),
    topic: stack.topics.map(({ name }) => name),
    queue: stack.queues.map(({ name }) => name),
    bucket: stack.buckets.map(({ name }) => name),
    rule: stack.rules.map(({ name }) => name),
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

/** Metrics that both AWS and the twin emit; an alarm on any other would never ring here. */
const METRICS: { readonly [N in AlarmMetric['namespace']]: readonly NameIn<N>[] } = {
  'AWS/Lambda': ['Invocations', 'Errors', 'Throttles', 'Duration', 'IteratorAge'],
  'AWS/Kinesis': [
    'IncomingRecords',
    'IncomingBytes',
    'WriteProvisionedThroughputExceeded',
    'GetRecords.IteratorAgeMilliseconds',
  ],
  'AWS/SQS': ['ApproximateNumberOfMessagesVisible'],
  'AWS/IoT': ['ParseError', 'Failure'],
};

type NameIn<N> = Extract<AlarmMetric, { readonly namespace: N }>['name'];

function checkAlarm({ id, metric, topic }: Alarm, refer: Refer): void {
  const who = `Alarm ${id}`;
  const known = new Map<string, readonly string[]>(Object.entries(METRICS));
  if (!(known.get(metric.namespace) ?? []).includes(metric.name)) {
    throw new PmSimError(
      'stack/unknown-metric',
      `${who} watches ${metric.namespace} ${metric.name}, which the local twin does not emit.`,
      { kind: 'system' },
    );
  }
  refer(who, 'topic', topic);
  if ('functionName' in metric) refer(who, 'function', metric.functionName);
  if ('stream' in metric) refer(who, 'stream', metric.stream);
  if ('queue' in metric) refer(who, 'queue', metric.queue);
  if ('rule' in metric) refer(who, 'rule', metric.rule);
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
