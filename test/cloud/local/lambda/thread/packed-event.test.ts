import { expect, it } from 'vitest';
import { kinesisEvent } from '../../../../../src/cloud/local/lambda/kinesis-event.ts';
import {
  packEvent,
  unpackEvent,
} from '../../../../../src/cloud/local/lambda/thread/packed-event.ts';
import { record, records } from '../fixtures.ts';

const SOURCE = {
  streamArn: 'arn:aws:kinesis:us-east-1:123456789012:stream/telemetry',
  shardId: 'shardId-000000000001',
  region: 'us-east-1',
  roleArn: 'arn:aws:iam::123456789012:role/score',
};

it('unpacks the event that was packed, also after a copy', () => {
  const all = [...records(1, 5), record(6, { key: 'wt-002', arrivedAt: 1_700_000_000_123 })];
  const event = kinesisEvent(all, SOURCE);
  expect(unpackEvent(structuredClone(packEvent(event)))).toEqual(event);
});

it('unpacks an event without records', () => {
  expect(unpackEvent(packEvent({ Records: [] }))).toEqual({ Records: [] });
});
