import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import type { Twin } from '../../../src/cloud/local/twin.ts';
import { pmSimStack } from '../../../src/cloud/stack/pm-sim-stack.ts';
import { scoringSchema } from '../../../src/cloud/stack/scoring-schema.ts';
import { manualClock } from '../../../src/runtime/clock.ts';
import { bench } from './twin-fixture.ts';

const START = Date.UTC(2026, 10, 25, 14);
const MINUTE = 60_000;
const scoring = scoringSchema.parse({ channels: [{ metric: 'thd_pct' }] });
const stack = pmSimStack({ scoring, healthFiles: true });

const place = bench();

const broken = () => () => Promise.reject(new Error('out of order'));

async function drop(twin: Twin, key: string): Promise<void> {
  const s3 = new S3Client({ ...twin.clientDefaults, forcePathStyle: true });
  await s3.send(new PutObjectCommand({ Bucket: 'raw', Key: key, Body: '{}' }));
  s3.destroy();
}

describe('the raw bucket of a twin', () => {
  it('gives what fails for good to the queue, with the event, and rings for it', async () => {
    const clock = manualClock(START);
    const twin = await place.start({ stack, clock, handlers: { ingest: broken } });
    await drop(twin, 'a b.json');
    await clock.advance(4 * MINUTE);
    const sqs = new SQSClient(twin.clientDefaults);
    const QueueUrl = `http://localhost/${twin.account.accountId}/uningested-files`;
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    sqs.destroy();
    expect(JSON.parse(Messages?.[0]?.Body ?? '')).toMatchObject({
      version: '1.0',
      requestContext: {
        functionArn: expect.stringMatching(/:function:ingest:\$LATEST$/),
        condition: 'RetriesExhausted',
        approximateInvokeCount: 3,
      },
      requestPayload: { Records: [{ s3: { object: { key: 'a+b.json' } } }] },
      responseContext: { statusCode: 200, functionError: 'Unhandled' },
      responsePayload: { errorType: 'Error', errorMessage: 'out of order' },
    });
    expect(await counted(twin)).toEqual({ errors: 3, invocations: 3 });
    expect(await ringing(twin)).toEqual(['uningested-files-queue-depth']);
  });

  it('tells of objects one after the other, in the order in which they came', async () => {
    const order: string[] = [];
    const twin = await place.start({
      stack,
      handlers: {
        ingest: () => async (event) => {
          const { key } = (event as S3Event).Records[0].s3.object;
          order.push(`${key} begins`);
          await new Promise((resolve) => setImmediate(resolve));
          order.push(`${key} ends`);
        },
      },
    });
    for (const key of ['a', 'b', 'c']) await drop(twin, key);
    expect(await twin.drain(10_000)).toBe(true);
    expect(order).toEqual(['a', 'b', 'c'].flatMap((key) => [`${key} begins`, `${key} ends`]));
  });

  it('is empty on a fresh start, and kept otherwise', async () => {
    const idle = { ingest: () => () => Promise.resolve() };
    const keys = async (fresh: boolean): Promise<number> => {
      const twin = await place.start({ stack, handlers: idle, fresh });
      const s3 = new S3Client({ ...twin.clientDefaults, forcePathStyle: true });
      const { KeyCount = 0 } = await s3.send(new ListObjectsV2Command({ Bucket: 'raw' }));
      s3.destroy();
      await drop(twin, 'a');
      await twin[Symbol.asyncDispose]();
      return KeyCount;
    };
    expect(await keys(false)).toBe(0);
    expect(await keys(false)).toBe(1);
    expect(await keys(true)).toBe(0);
  });
});

interface S3Event {
  readonly Records: readonly [{ readonly s3: { readonly object: { readonly key: string } } }];
}

async function ringing(twin: Twin) {
  const client = new CloudWatchClient(twin.clientDefaults);
  const alarms = await client.send(new DescribeAlarmsCommand({ StateValue: 'ALARM' }));
  client.destroy();
  return alarms.MetricAlarms?.map(({ AlarmName }) => AlarmName);
}

/** A query for the sum of one metric of the ingest function. */
function query(Id: string, MetricName: string) {
  const Dimensions = [{ Name: 'FunctionName', Value: 'ingest' }];
  const Metric = { Namespace: 'AWS/Lambda', MetricName, Dimensions };
  return { Id, MetricStat: { Metric, Period: 600, Stat: 'Sum' } };
}

/** What CloudWatch counted of the ingest function. */
async function counted(twin: Twin) {
  const client = new CloudWatchClient(twin.clientDefaults);
  const { MetricDataResults = [] } = await client.send(
    new GetMetricDataCommand({
      StartTime: new Date(START),
      EndTime: new Date(START + 10 * MINUTE),
      MetricDataQueries: [query('errors', 'Errors'), query('invocations', 'Invocations')],
    }),
  );
  client.destroy();
  return Object.fromEntries(MetricDataResults.map(({ Id, Values }) => [Id, Values?.[0]]));
}
