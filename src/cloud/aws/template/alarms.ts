import type { Stack } from '../../stack/stack.ts';
import { ref, sub, type Resource, type Resources, type Value } from './cloudformation.ts';
import { physicalName, TAGS, type Parts } from './parts.ts';

/** Logical id of the topic that alarms go to: those who run the pipeline, not those who mend machines. */
export const OPERATIONS_TOPIC = 'OperationsTopic';

/** Records that wait longer than this before they are scored come too late for an alert, ms. */
const ITERATOR_AGE_MAX_MS = 60_000;

interface Watch {
  readonly id: string;
  readonly description: string;
  readonly namespace: string;
  readonly metric: string;
  readonly dimension: { readonly name: string; readonly value: Value };
  readonly statistic: 'Sum' | 'Maximum';
  readonly above: number;
  /** Minutes in a row that are above before it rings. */
  readonly minutes: number;
}

/** `AWS::CloudWatch::Alarm` for everything that can fall behind, fail or be refused. */
export function alarmResources(stack: Stack, parts: Parts): Resources {
  const watches = [
    ...stack.functions.flatMap(({ name }) => functionWatches(name, parts)),
    ...stack.mappings.map(({ functionName }) => ageWatch(functionName, parts)),
    ...stack.streams.map(({ name }) => throughputWatch(name, parts)),
    ...stack.queues.map(({ name }) => depthWatch(name, parts)),
  ];
  return {
    [OPERATIONS_TOPIC]: {
      Type: 'AWS::SNS::Topic',
      Properties: {
        TopicName: physicalName('operations'),
        DisplayName: 'pm-sim operations',
        Tags: TAGS,
      },
    },
    ...Object.fromEntries(watches.map((watch) => [watch.id, alarm(watch)])),
  };
}

function functionWatches(name: string, parts: Parts): readonly Watch[] {
  const id = parts.id('function', name);
  const common = {
    namespace: 'AWS/Lambda',
    dimension: { name: 'FunctionName', value: ref(id) },
    statistic: 'Sum',
    above: 0,
    minutes: 3,
  } as const;
  return [
    {
      ...common,
      id: `${id}ErrorsAlarm`,
      metric: 'Errors',
      description: `The function ${name} fails.`,
    },
    {
      ...common,
      id: `${id}ThrottlesAlarm`,
      metric: 'Throttles',
      description: `Invocations of ${name} are refused for want of concurrency.`,
    },
  ];
}

function ageWatch(functionName: string, parts: Parts): Watch {
  const id = parts.id('function', functionName);
  return {
    id: `${id}IteratorAgeAlarm`,
    description: `The function ${functionName} has fallen behind its stream.`,
    namespace: 'AWS/Lambda',
    metric: 'IteratorAge',
    dimension: { name: 'FunctionName', value: ref(id) },
    statistic: 'Maximum',
    above: ITERATOR_AGE_MAX_MS,
    minutes: 5,
  };
}

function throughputWatch(name: string, parts: Parts): Watch {
  const id = parts.id('stream', name);
  return {
    id: `${id}ThroughputAlarm`,
    description: `The stream ${name} refuses records: it needs more shards.`,
    namespace: 'AWS/Kinesis',
    metric: 'WriteProvisionedThroughputExceeded',
    dimension: { name: 'StreamName', value: ref(id) },
    statistic: 'Sum',
    above: 0,
    minutes: 3,
  };
}

function depthWatch(name: string, parts: Parts): Watch {
  const id = parts.id('queue', name);
  return {
    id: `${id}DepthAlarm`,
    description: `The queue ${name} holds what could not be handled.`,
    namespace: 'AWS/SQS',
    metric: 'ApproximateNumberOfMessagesVisible',
    dimension: { name: 'QueueName', value: { 'Fn::GetAtt': [id, 'QueueName'] } },
    statistic: 'Maximum',
    above: 0,
    minutes: 1,
  };
}

function alarm(watch: Watch): Resource {
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmName: sub(`\${AWS::StackName}-${watch.id}`),
      AlarmDescription: watch.description,
      Namespace: watch.namespace,
      MetricName: watch.metric,
      Dimensions: [{ Name: watch.dimension.name, Value: watch.dimension.value }],
      Statistic: watch.statistic,
      Period: 60,
      EvaluationPeriods: watch.minutes,
      Threshold: watch.above,
      ComparisonOperator: 'GreaterThanThreshold',
      // No traffic is no fault of the pipeline.
      TreatMissingData: 'notBreaching',
      AlarmActions: [ref(OPERATIONS_TOPIC)],
      OKActions: [ref(OPERATIONS_TOPIC)],
      Tags: TAGS,
    },
  };
}
