import {
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  type CloudWatchClient,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import type { StackPart } from '../deploy/deployed-stack.ts';

/** How far the readers of something are behind, ms; absent where nothing was read lately. */
export interface Lag {
  readonly logicalId: string;
  readonly lagMs?: number;
}

interface Measure {
  readonly namespace: string;
  readonly metric: string;
  readonly dimension: string;
}

/**
 * What tells how old the records are that are being read (Kinesis developer guide, "Monitor the
 * service with CloudWatch"; Lambda developer guide, "Types of metrics").
 */
const MEASURES: Readonly<Record<string, Measure>> = {
  'AWS::Kinesis::Stream': {
    namespace: 'AWS/Kinesis',
    metric: 'GetRecords.IteratorAgeMilliseconds',
    dimension: 'StreamName',
  },
  'AWS::Lambda::Function': {
    namespace: 'AWS/Lambda',
    metric: 'IteratorAge',
    dimension: 'FunctionName',
  },
};

/** Metrics come by the minute and may be a few late; what is older is no longer how it is. */
const LOOK_BACK_MS = 600_000;
const PERIOD_SECONDS = 60;
/** Metrics that one request takes (CloudWatch API reference, GetMetricData). */
const QUERIES_MAX = 500;

/** Asks for the newest lag of every stream and function of a stack. */
export async function streamLags(
  cloudWatch: CloudWatchClient,
  { parts, now }: { readonly parts: readonly StackPart[]; readonly now: number },
): Promise<readonly Lag[]> {
  const measured = parts
    .filter(({ type, physicalId }) => type in MEASURES && physicalId !== '')
    .slice(0, QUERIES_MAX);
  if (measured.length === 0) return [];
  const { MetricDataResults = [] } = await cloudWatch.send(
    new GetMetricDataCommand({
      StartTime: new Date(now - LOOK_BACK_MS),
      EndTime: new Date(now),
      ScanBy: 'TimestampDescending',
      MetricDataQueries: measured.flatMap(queryOf),
    }),
  );
  return measured.map(({ logicalId }, at) => {
    const lagMs = MetricDataResults.find(({ Id }) => Id === `m${at}`)?.Values?.[0];
    return lagMs === undefined ? { logicalId } : { logicalId, lagMs };
  });
}

function queryOf({ type, physicalId }: StackPart, at: number): readonly MetricDataQuery[] {
  const measure = MEASURES[type];
  if (measure === undefined) return [];
  const { namespace: Namespace, metric: MetricName, dimension: Name } = measure;
  return [
    {
      Id: `m${at}`,
      MetricStat: {
        Metric: { Namespace, MetricName, Dimensions: [{ Name, Value: physicalId }] },
        Period: PERIOD_SECONDS,
        Stat: 'Maximum',
      },
    },
  ];
}

/** Alarms of a stack that ring now, by the reason that CloudWatch gives. */
export async function ringingAlarms(
  cloudWatch: CloudWatchClient,
  stackName: string,
): Promise<readonly { readonly name: string; readonly reason: string }[]> {
  const { MetricAlarms = [] } = await cloudWatch.send(
    new DescribeAlarmsCommand({ AlarmNamePrefix: `${stackName}-`, StateValue: 'ALARM' }),
  );
  return MetricAlarms.map(({ AlarmName: name = '', StateReason: reason = '' }) => ({
    name,
    reason,
  }));
}
