import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { beforeEach, describe, expect, it } from 'vitest';
import { decodeCbor, encodeCbor } from '../../../../src/cloud/local/cloudwatch/cbor.ts';
import type { Twin } from '../../../../src/cloud/local/twin.ts';
import { manualClock } from '../../../../src/runtime/clock.ts';
import { bench } from '../twin-fixture.ts';

const START = Date.UTC(2026, 10, 25, 14);
const MINUTE = 60_000;

const place = bench();
let clock: ReturnType<typeof manualClock>;
let twin: Twin;
let client: CloudWatchClient;

beforeEach(async () => {
  clock = manualClock(START);
  twin = await place.start({ clock });
  client = new CloudWatchClient(twin.clientDefaults);
  return () => client.destroy();
});

const window = { StartTime: new Date(START), EndTime: new Date(START + 10 * MINUTE) };

/** A call as clients of RPC v2 make it. */
async function call(operation: string, input: unknown) {
  const { response } = await twin.requestHandler.handle({
    method: 'POST',
    hostname: 'monitoring.us-east-1.amazonaws.com',
    path: `/service/GraniteServiceVersion20100801/operation/${operation}`,
    headers: { 'smithy-protocol': 'rpc-v2-cbor', host: 'monitoring.us-east-1.amazonaws.com' },
    body: encodeCbor(input),
  });
  return { ...response, output: decodeCbor(response.body as Uint8Array) };
}

describe('CloudWatch of the twin', () => {
  it('knows every alarm of the stack by name, prefix and state', async () => {
    await clock.advance(MINUTE);
    const all = await client.send(new DescribeAlarmsCommand({}));
    expect(all.MetricAlarms?.length).toBe(13);
    expect(all.MetricAlarms?.every(({ StateValue }) => StateValue === 'OK')).toBe(true);
    const { MetricAlarms: some } = await client.send(
      new DescribeAlarmsCommand({ AlarmNamePrefix: 'score-', StateValue: 'OK' }),
    );
    expect(some?.map(({ AlarmName }) => AlarmName)).toEqual([
      'score-function-errors',
      'score-function-throttles',
      'score-function-iterator-age',
    ]);
    expect(some?.[0]).toMatchObject({
      Namespace: 'AWS/Lambda',
      Dimensions: [{ Name: 'FunctionName', Value: 'score' }],
      StateUpdatedTimestamp: new Date(START + MINUTE),
    });
    const first = await client.send(new DescribeAlarmsCommand({ MaxRecords: 5 }));
    const { NextToken } = first;
    const rest = await client.send(new DescribeAlarmsCommand({ NextToken }));
    expect([first.MetricAlarms?.length, rest.MetricAlarms?.length]).toEqual([5, 8]);
  });

  it('rings when a queue of failures holds something', async () => {
    const sqs = new SQSClient(twin.clientDefaults);
    const QueueUrl = `http://localhost/${twin.account.accountId}/rule-errors`;
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'lost' }));
    sqs.destroy();
    await clock.advance(MINUTE);
    const { MetricAlarms = [] } = await client.send(
      new DescribeAlarmsCommand({ StateValue: 'ALARM' }),
    );
    expect(MetricAlarms.map(({ AlarmName }) => AlarmName)).toEqual(['rule-errors-queue-depth']);
  });

  it('keeps metrics that are put, and answers for them', async () => {
    const metric = { MetricName: 'Yield', Dimensions: [{ Name: 'Line', Value: 'A' }] };
    await client.send(
      new PutMetricDataCommand({
        Namespace: 'Plant',
        MetricData: [
          { ...metric, Value: 4, Timestamp: new Date(START) },
          { ...metric, Value: 8, Timestamp: new Date(START + 1_000) },
          { ...metric, Value: 1, Timestamp: new Date(START + MINUTE) },
        ],
      }),
    );
    const query = { Metric: { Namespace: 'Plant', ...metric }, Period: 60 };
    const { MetricDataResults } = await client.send(
      new GetMetricDataCommand({
        ...window,
        MetricDataQueries: [
          { Id: 'mean', MetricStat: { ...query, Stat: 'Average' } },
          { Id: 'most', MetricStat: { ...query, Period: 300, Stat: 'Maximum' } },
        ],
      }),
    );
    expect(MetricDataResults).toMatchObject([
      {
        Id: 'mean',
        Values: [1, 6],
        Timestamps: [new Date(START + MINUTE), new Date(START)],
        StatusCode: 'Complete',
      },
      { Id: 'most', Values: [8] },
    ]);
    const { Datapoints } = await client.send(
      new GetMetricStatisticsCommand({
        ...window,
        Namespace: 'Plant',
        ...metric,
        Period: 60,
        Statistics: ['Sum', 'SampleCount'],
      }),
    );
    expect(Datapoints).toMatchObject([
      { Sum: 12, SampleCount: 2 },
      { Sum: 1, SampleCount: 1 },
    ]);
    const { Metrics } = await client.send(new ListMetricsCommand({ Namespace: 'Plant' }));
    expect(Metrics).toEqual([{ Namespace: 'Plant', ...metric }]);
  });

  it('lets an alarm be rehearsed', async () => {
    const AlarmName = 'alert-function-errors';
    const set = { AlarmName, StateValue: 'ALARM', StateReason: 'a rehearsal' } as const;
    await client.send(new SetAlarmStateCommand(set));
    const { MetricAlarms } = await client.send(
      new DescribeAlarmsCommand({ AlarmNames: [AlarmName] }),
    );
    expect(MetricAlarms).toMatchObject([{ StateValue: 'ALARM', StateReason: 'a rehearsal' }]);
  });

  it('speaks Smithy RPC v2 in CBOR as well', async () => {
    const told = await call('DescribeAlarms', { AlarmNames: ['score-function-errors'] });
    expect(told.headers).toMatchObject({
      'smithy-protocol': 'rpc-v2-cbor',
      'content-type': 'application/cbor',
    });
    expect(told.output).toMatchObject({
      MetricAlarms: [
        { AlarmName: 'score-function-errors', StateUpdatedTimestamp: new Date(START) },
      ],
    });
    const MetricData = [{ MetricName: 'Yield', Value: 2.5, Timestamp: new Date(START) }];
    await call('PutMetricData', { Namespace: 'Plant', MetricData });
    const MetricStat = {
      Metric: { Namespace: 'Plant', MetricName: 'Yield' },
      Period: 60,
      Stat: 'Sum',
    };
    const asked = { ...window, MetricDataQueries: [{ Id: 'y', MetricStat }] };
    expect((await call('GetMetricData', asked)).output).toMatchObject({
      MetricDataResults: [{ Values: [2.5], Timestamps: [new Date(START)] }],
    });
    expect(await call('ListDashboards', {})).toMatchObject({
      statusCode: 400,
      output: { __type: 'UnknownOperationException' },
    });
  });

  it('refuses by name what it has not', async () => {
    const alarm = { AlarmName: 'mine', ComparisonOperator: 'GreaterThanThreshold' } as const;
    await expect(
      client.send(new PutMetricAlarmCommand({ ...alarm, EvaluationPeriods: 1 })),
    ).rejects.toThrow('does not model cloudwatch:PutMetricAlarm');
    const MetricStat = { Metric: { Namespace: 'a', MetricName: 'b' }, Period: 60, Stat: 'p95' };
    await expect(
      client.send(
        new GetMetricDataCommand({ ...window, MetricDataQueries: [{ Id: 'p', MetricStat }] }),
      ),
    ).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
    const data = { Namespace: 'AWS/Lambda', MetricData: [{ MetricName: 'Errors', Value: 1 }] };
    await expect(client.send(new PutMetricDataCommand(data))).rejects.toThrow('Namespace');
  });
});
