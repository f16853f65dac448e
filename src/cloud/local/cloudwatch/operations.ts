import type { Account } from '../identity/arn.ts';
import { AwsFault, type JsonInput } from '../service.ts';
import { alarmArn } from './alarm-notification.ts';
import type { LiveAlarm } from './alarm-state.ts';
import type { Alarms } from './alarms.ts';
import { inputs, metricIn, parseInput, type STATISTICS } from './input.ts';
import {
  single,
  type Dimension,
  type MetricName,
  type MetricStore,
  type StatisticSet,
} from './metric-store.ts';

export interface CloudWatchContext {
  readonly store: MetricStore;
  readonly alarms: () => Alarms | undefined;
  readonly account: Account;
  readonly topicArn: (topic: string) => string;
  readonly now: () => number;
}

/** Outputs may hold dates: each protocol writes them its own way. */
export type CloudWatchOperations = Readonly<Record<string, (input: JsonInput) => unknown>>;

/** The calls that our tools and `aws cloudwatch` need (CloudWatch API reference, each by its name). */
export function cloudWatchOperations(context: CloudWatchContext): CloudWatchOperations {
  return {
    DescribeAlarms: (input) => describeAlarms(input, context),
    SetAlarmState: (input) => setAlarmState(input, context),
    GetMetricData: (input) => getMetricData(input, context),
    GetMetricStatistics: (input) => getMetricStatistics(input, context),
    ListMetrics: (input) => listMetrics(input, context),
    PutMetricData: (input) => putMetricData(input, context),
  };
}

function describeAlarms(input: JsonInput, context: CloudWatchContext): unknown {
  const asked = parseInput(inputs.describeAlarms, input);
  const from = Number(asked.NextToken ?? 0);
  const matching = (context.alarms()?.list() ?? []).filter(
    ({ alarm, state }) =>
      (asked.AlarmNames?.includes(alarm.id) ?? true) &&
      alarm.id.startsWith(asked.AlarmNamePrefix ?? '') &&
      (asked.StateValue ?? state) === state,
  );
  const end = from + asked.MaxRecords;
  return {
    MetricAlarms: matching.slice(from, end).map((live) => alarmOut(live, context)),
    CompositeAlarms: [],
    ...(end < matching.length ? { NextToken: String(end) } : {}),
  };
}

function alarmOut(
  { alarm, metric, state, reason, changedAt }: LiveAlarm,
  { account, topicArn }: CloudWatchContext,
): unknown {
  const actions = [topicArn(alarm.topic)];
  return {
    AlarmName: alarm.id,
    AlarmArn: alarmArn(account, alarm.id),
    AlarmDescription: alarm.description,
    ActionsEnabled: true,
    OKActions: actions,
    AlarmActions: actions,
    InsufficientDataActions: [],
    StateValue: state,
    StateReason: reason,
    StateUpdatedTimestamp: new Date(changedAt),
    StateTransitionedTimestamp: new Date(changedAt),
    MetricName: metric.name,
    Namespace: metric.namespace,
    Statistic: alarm.statistic,
    Dimensions: metric.dimensions.map((one) => dimensionOut(one)),
    Period: 60,
    EvaluationPeriods: alarm.minutes,
    Threshold: alarm.above,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'notBreaching',
  };
}

async function setAlarmState(input: JsonInput, { alarms }: CloudWatchContext): Promise<unknown> {
  const { AlarmName, StateValue, StateReason } = parseInput(inputs.setAlarmState, input);
  await alarms()?.set(AlarmName, StateValue, StateReason);
  return {};
}

function getMetricData(input: JsonInput, { store }: CloudWatchContext): unknown {
  const asked = parseInput(inputs.getMetricData, input);
  const results = asked.MetricDataQueries.filter(({ ReturnData }) => ReturnData).map((query) => {
    const { Metric, Period, Stat } = query.MetricStat;
    const range = { from: asked.StartTime, to: asked.EndTime, periodMs: Period * 1_000 };
    const points = pointsOf(store, metricIn(Metric), range);
    if (asked.ScanBy === 'TimestampDescending') points.reverse();
    return {
      Id: query.Id,
      Label: query.Label ?? Metric.MetricName,
      Timestamps: points.map(({ at }) => new Date(at)),
      Values: points.map(({ values }) => STATISTIC_OF[Stat](values)),
      StatusCode: 'Complete',
    };
  });
  return { MetricDataResults: results, Messages: [] };
}

function getMetricStatistics(input: JsonInput, { store }: CloudWatchContext): unknown {
  const asked = parseInput(inputs.getMetricStatistics, input);
  const range = { from: asked.StartTime, to: asked.EndTime, periodMs: asked.Period * 1_000 };
  const points = pointsOf(store, metricIn(asked), range);
  return {
    Label: asked.MetricName,
    Datapoints: points.map(({ at, values }) => ({
      Timestamp: new Date(at),
      Unit: asked.Unit ?? 'None',
      ...Object.fromEntries(asked.Statistics.map((name) => [name, STATISTIC_OF[name](values)])),
    })),
  };
}

function listMetrics(input: JsonInput, { store }: CloudWatchContext): unknown {
  const { Namespace, MetricName, Dimensions } = parseInput(inputs.listMetrics, input);
  const fits = (metric: MetricName): boolean =>
    (Namespace ?? metric.namespace) === metric.namespace &&
    (MetricName ?? metric.name) === metric.name &&
    Dimensions.every(({ Name, Value }) =>
      metric.dimensions.some(({ name, value }) => name === Name && (Value ?? value) === value),
    );
  return {
    Metrics: store
      .list()
      .filter((metric) => fits(metric))
      .map(({ namespace, name, dimensions }) => ({
        Namespace: namespace,
        MetricName: name,
        Dimensions: dimensions.map((one) => dimensionOut(one)),
      })),
  };
}

function putMetricData(input: JsonInput, { store, now }: CloudWatchContext): unknown {
  const { Namespace, MetricData } = parseInput(inputs.putMetricData, input);
  if (Namespace.startsWith('AWS/')) {
    const text = 'The value AWS/ for parameter Namespace is invalid: services of AWS use it.';
    throw new AwsFault('InvalidParameterValueException', text);
  }
  for (const datum of MetricData) {
    const { StatisticValues: set, Value, Timestamp = now() } = datum;
    const values =
      set === undefined
        ? Value
        : { sum: set.Sum, count: set.SampleCount, min: set.Minimum, max: set.Maximum };
    if (values === undefined) {
      throw new AwsFault(
        'MissingRequiredParameterException',
        'MetricData has neither Value nor StatisticValues.',
      );
    }
    const metric = metricIn({ Namespace, ...datum });
    store.add(metric, typeof values === 'number' ? single(values) : values, Timestamp);
  }
  return {};
}

interface Range {
  readonly from: number;
  readonly to: number;
  readonly periodMs: number;
}

/** Periods of one answer at most (API reference, GetMetricData: 100,800 data points). */
const POINTS_MAX = 100_800;

/** Periods with data, oldest first, aligned to the period. */
function pointsOf(store: MetricStore, metric: MetricName, { from, to, periodMs }: Range) {
  if (!(from < to)) {
    throw new AwsFault(
      'InvalidParameterCombinationException',
      'The parameter StartTime must be less than EndTime.',
    );
  }
  if ((to - from) / periodMs > POINTS_MAX) {
    throw new AwsFault(
      'InvalidParameterValueException',
      `More than ${POINTS_MAX} periods are asked for.`,
    );
  }
  const points: { readonly at: number; readonly values: StatisticSet }[] = [];
  for (let at = Math.floor(from / periodMs) * periodMs; at < to; at += periodMs) {
    const values = store.within(metric, at, periodMs);
    if (values !== undefined) points.push({ at, values });
  }
  return points;
}

type Statistic = (typeof STATISTICS)[number];

const STATISTIC_OF: { readonly [S in Statistic]: (values: StatisticSet) => number } = {
  SampleCount: ({ count }) => count,
  Average: ({ sum, count }) => sum / count,
  Sum: ({ sum }) => sum,
  Minimum: ({ min }) => min,
  Maximum: ({ max }) => max,
};

function dimensionOut({ name, value }: Dimension): unknown {
  return { Name: name, Value: value };
}
