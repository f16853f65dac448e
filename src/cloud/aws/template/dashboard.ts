import type { Stack } from '../../stack/stack.ts';
import { sub, type Resource } from './cloudformation.ts';
import { physicalName, type Parts } from './parts.ts';

/** Two graphs a row; a dashboard is 24 columns wide (CloudWatch API reference, "Dashboard body"). */
const GRAPH = { width: 12, height: 6 };

/** Namespace and name, then names and values of its dimensions. */
type Metric = readonly [namespace: string, name: string, ...dimensions: string[]];

interface Graph {
  readonly title: string;
  readonly statistic: 'Sum' | 'Maximum' | 'p95';
  readonly metrics: readonly Metric[];
}

/** `AWS::CloudWatch::Dashboard`: the path from left to right, then what went wrong. */
export function dashboardResource(stack: Stack, parts: Parts): Resource {
  const body = {
    widgets: graphsOf(stack, parts).map(({ title, statistic, metrics }, at) => ({
      type: 'metric',
      x: (at % 2) * GRAPH.width,
      y: Math.floor(at / 2) * GRAPH.height,
      ...GRAPH,
      properties: {
        title,
        view: 'timeSeries',
        region: '${AWS::Region}',
        stat: statistic,
        period: 60,
        metrics,
      },
    })),
  };
  return {
    Type: 'AWS::CloudWatch::Dashboard',
    Properties: {
      DashboardName: physicalName('pipeline'),
      DashboardBody: sub(JSON.stringify(body)),
    },
  };
}

function graphsOf(stack: Stack, parts: Parts): readonly Graph[] {
  const streams = (metric: string): Metric[] =>
    stack.streams.map(({ name }) => [
      'AWS/Kinesis',
      metric,
      'StreamName',
      `\${${parts.id('stream', name)}}`,
    ]);
  const functions = (metric: string, of = stack.functions): Metric[] =>
    of.map(({ name }) => [
      'AWS/Lambda',
      metric,
      'FunctionName',
      `\${${parts.id('function', name)}}`,
    ]);
  const readers = stack.functions.filter(({ name }) =>
    stack.mappings.some(({ functionName }) => functionName === name),
  );
  return [
    graph('Records into the streams', 'Sum', streams('IncomingRecords')),
    graph('Bytes into the streams', 'Sum', streams('IncomingBytes')),
    graph('How far functions are behind, ms', 'Maximum', functions('IteratorAge', readers)),
    graph('Duration, ms, 95th percentile', 'p95', functions('Duration')),
    graph('Errors and throttles', 'Sum', [...functions('Errors'), ...functions('Throttles')]),
    graph('Actions of rules that failed', 'Sum', ruleFailures(stack, parts)),
    graph('Records that could not be handled', 'Maximum', queueDepths(stack, parts)),
    graph('Write units consumed by the tables', 'Sum', tableWrites(stack, parts)),
  ];
}

function ruleFailures({ rules }: Stack, parts: Parts): readonly Metric[] {
  const fed = rules.filter(({ actions }) => actions.some((action) => 'kinesis' in action));
  return fed.map(({ name }) => {
    const rule = `\${${parts.id('rule', name)}}`;
    return ['AWS/IoT', 'Failure', 'ActionType', 'Kinesis', 'RuleName', rule];
  });
}

function queueDepths({ queues }: Stack, parts: Parts): readonly Metric[] {
  return queues.map(({ name }) => [
    'AWS/SQS',
    'ApproximateNumberOfMessagesVisible',
    'QueueName',
    `\${${parts.id('queue', name)}.QueueName}`,
  ]);
}

function tableWrites({ tables }: Stack, parts: Parts): readonly Metric[] {
  return tables.map(({ name }) => [
    'AWS/DynamoDB',
    'ConsumedWriteCapacityUnits',
    'TableName',
    `\${${parts.id('table', name)}}`,
  ]);
}

function graph(title: string, statistic: Graph['statistic'], metrics: readonly Metric[]): Graph {
  return { title, statistic, metrics };
}
