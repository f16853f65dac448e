import type { AlarmMetric } from '../../stack/stack.ts';
import type { MetricName } from './metric-store.ts';

/** A metric of a part of the stack, by the dimensions that AWS gives it. */
export function metricOf(metric: AlarmMetric): MetricName {
  const { namespace, name } = metric;
  return { namespace, name, dimensions: dimensionsOf(metric) };
}

function dimensionsOf(metric: AlarmMetric): MetricName['dimensions'] {
  if (metric.namespace === 'AWS/Lambda') {
    return [{ name: 'FunctionName', value: metric.functionName }];
  }
  if (metric.namespace === 'AWS/Kinesis') return [{ name: 'StreamName', value: metric.stream }];
  if (metric.namespace === 'AWS/SQS') return [{ name: 'QueueName', value: metric.queue }];
  const rule = { name: 'RuleName', value: metric.rule };
  return metric.name === 'Failure'
    ? [{ name: 'ActionType', value: metric.actionType }, rule]
    : [rule];
}
