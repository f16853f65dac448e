import type { AlarmMetric } from '../../stack/stack.ts';
import type { MetricName } from './metric-store.ts';

/** A metric of a part of the stack, by the dimensions that AWS gives it. */
export function metricOf(metric: AlarmMetric): MetricName {
  const { namespace, name } = metric;
  return { namespace, name, dimensions: dimensionsOf(metric) };
}

function dimensionsOf(metric: AlarmMetric): MetricName['dimensions'] {
  switch (metric.namespace) {
    case 'AWS/Lambda':
      return [{ name: 'FunctionName', value: metric.functionName }];
    case 'AWS/Kinesis':
      return [{ name: 'StreamName', value: metric.stream }];
    case 'AWS/SQS':
      return [{ name: 'QueueName', value: metric.queue }];
    case 'AWS/IoT': {
      const rule = { name: 'RuleName', value: metric.rule };
      return metric.name === 'Failure'
        ? [{ name: 'ActionType', value: metric.actionType }, rule]
        : [rule];
    }
  }
}
