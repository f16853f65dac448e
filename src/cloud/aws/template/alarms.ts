import type { Alarm, AlarmMetric } from '../../stack/stack.ts';
import { ref, sub, type Resource, type Resources, type Value } from './cloudformation.ts';
import { physicalName, TAGS, type Parts } from './parts.ts';

/** `AWS::CloudWatch::Alarm`. */
export function alarmResources(alarms: readonly Alarm[], parts: Parts): Resources {
  return Object.fromEntries(
    alarms.map((alarm) => [parts.id('alarm', alarm.id), resource(alarm, parts)]),
  );
}

function resource(alarm: Alarm, parts: Parts): Resource {
  const topic = ref(parts.id('topic', alarm.topic));
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmName: physicalName(alarm.id),
      AlarmDescription: alarm.description,
      Namespace: alarm.metric.namespace,
      MetricName: alarm.metric.name,
      Dimensions: dimensionsOf(alarm.metric, parts),
      Statistic: alarm.statistic,
      Period: 60,
      EvaluationPeriods: alarm.minutes,
      Threshold: alarm.above,
      ComparisonOperator: 'GreaterThanThreshold',
      // No traffic is no fault of the pipeline.
      TreatMissingData: 'notBreaching',
      AlarmActions: [topic],
      OKActions: [topic],
      Tags: TAGS,
    },
  };
}

function dimensionsOf(metric: AlarmMetric, parts: Parts): Value {
  if (metric.namespace === 'AWS/Lambda') {
    return [{ Name: 'FunctionName', Value: ref(parts.id('function', metric.functionName)) }];
  }
  if (metric.namespace === 'AWS/Kinesis') {
    return [{ Name: 'StreamName', Value: ref(parts.id('stream', metric.stream)) }];
  }
  if (metric.namespace === 'AWS/SQS') {
    return [{ Name: 'QueueName', Value: sub(`\${${parts.id('queue', metric.queue)}.QueueName}`) }];
  }
  const rule = { Name: 'RuleName', Value: ref(parts.id('rule', metric.rule)) };
  return metric.name === 'Failure'
    ? [{ Name: 'ActionType', Value: metric.actionType }, rule]
    : [rule];
}
