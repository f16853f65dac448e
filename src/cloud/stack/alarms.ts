import type { Alarm, AlarmMetric, Stack } from './stack.ts';

/** Records that wait longer than this before they are scored come too late for an alert, ms. */
const ITERATOR_AGE_MAX_MS = 60_000;

/** Watches everything that can fall behind, fail or be refused; `topic` is told. */
export function alarmsFor(
  { functions, mappings, streams, queues, rules }: Omit<Stack, 'alarms'>,
  topic: string,
): readonly Alarm[] {
  const watches = [
    ...functions.flatMap(({ name }) => functionWatches(name)),
    ...mappings.map(({ functionName }) => ageWatch(functionName)),
    ...streams.map(({ name }) => throughputWatch(name)),
    ...queues.map(({ name }) => depthWatch(name)),
    ...rules.flatMap(({ name, actions }) => ruleWatches(name, actions.flatMap(actionTypeOf))),
  ];
  return watches.map((watch) => ({ ...watch, topic }));
}

type Watch = Omit<Alarm, 'topic'>;

function functionWatches(functionName: string): readonly Watch[] {
  const common = { statistic: 'Sum', above: 0, minutes: 3 } as const;
  const metric = (name: 'Errors' | 'Throttles'): AlarmMetric => {
    return { namespace: 'AWS/Lambda', name, functionName };
  };
  return [
    {
      ...common,
      id: `${functionName}-function-errors`,
      description: `The function ${functionName} fails.`,
      metric: metric('Errors'),
    },
    {
      ...common,
      id: `${functionName}-function-throttles`,
      description: `Invocations of ${functionName} are refused for want of concurrency.`,
      metric: metric('Throttles'),
    },
  ];
}

function ageWatch(functionName: string): Watch {
  return {
    id: `${functionName}-function-iterator-age`,
    description: `The function ${functionName} has fallen behind its stream.`,
    metric: { namespace: 'AWS/Lambda', name: 'IteratorAge', functionName },
    statistic: 'Maximum',
    above: ITERATOR_AGE_MAX_MS,
    minutes: 5,
  };
}

function throughputWatch(stream: string): Watch {
  return {
    id: `${stream}-stream-throughput`,
    description: `The stream ${stream} refuses records: it needs more shards.`,
    metric: { namespace: 'AWS/Kinesis', name: 'WriteProvisionedThroughputExceeded', stream },
    statistic: 'Sum',
    above: 0,
    minutes: 3,
  };
}

function depthWatch(queue: string): Watch {
  return {
    id: `${queue}-queue-depth`,
    description: `The queue ${queue} holds what could not be handled.`,
    metric: { namespace: 'AWS/SQS', name: 'ApproximateNumberOfMessagesVisible', queue },
    statistic: 'Maximum',
    above: 0,
    minutes: 1,
  };
}

/**
 * Actions that fail, by their type, and statements that cannot be applied (AWS IoT Core developer
 * guide, "AWS IoT metrics and dimensions": rule metrics, rule action metrics).
 */
function ruleWatches(rule: string, actionTypes: readonly 'Kinesis'[]): readonly Watch[] {
  const common = { statistic: 'Sum', above: 0, minutes: 1 } as const;
  return [
    ...actionTypes.map((actionType): Watch => ({
      ...common,
      id: `${rule}-rule-failures`,
      description: `Actions of the rule ${rule} fail: messages do not reach their stream.`,
      metric: { namespace: 'AWS/IoT', name: 'Failure', rule, actionType },
    })),
    {
      ...common,
      id: `${rule}-rule-parse-errors`,
      description: `The statement of the rule ${rule} cannot be applied to messages.`,
      metric: { namespace: 'AWS/IoT', name: 'ParseError', rule },
    },
  ];
}

function actionTypeOf(action: Stack['rules'][number]['actions'][number]): readonly 'Kinesis'[] {
  return 'kinesis' in action ? ['Kinesis'] : [];
}
