import { z } from 'zod';
import { AwsFault, type JsonOperation } from '../../service.ts';
import type { KinesisEngine, StreamInfo } from '../kinesis-engine.ts';
import { RECORD_KIB_DEFAULT } from '../put-limits.ts';
import { RETENTION_HOURS_MAX, RETENTION_HOURS_MIN, SHARDS_MAX } from '../stream-administration.ts';
import {
  invalidArgument,
  nameInArn,
  operation,
  seconds,
  shardIdField,
  streamFields,
  streamNameOf,
} from './input.ts';
import { shardOutput } from './shards.ts';

/** Shards of an on-demand stream at its start. */
const ON_DEMAND_SHARDS = 4;

const modeField = z.object({ StreamMode: z.enum(['PROVISIONED', 'ON_DEMAND']) });
const recordKibField = z
  .int()
  .min(RECORD_KIB_DEFAULT)
  .max(10 * RECORD_KIB_DEFAULT);

const createInput = z.object({
  StreamName: z.string(),
  ShardCount: z.int().min(1).optional(),
  StreamModeDetails: modeField.optional(),
  Tags: z.record(z.string(), z.string()).optional(),
  MaxRecordSizeInKiB: recordKibField.optional(),
});
const describeInput = z.object({
  ...streamFields,
  Limit: z.int().min(1).max(10_000).default(100),
  ExclusiveStartShardId: shardIdField.optional(),
});
const listInput = z.object({
  Limit: z.int().min(1).max(10_000).default(100),
  ExclusiveStartStreamName: z.string().optional(),
  NextToken: z.string().optional(),
});
const streamInput = z.object(streamFields);
const retentionInput = z.object({ ...streamFields, RetentionPeriodHours: z.int() });

/** Streams themselves: make, describe, list, change, delete. */
export function streamOperations(engine: KinesisEngine): Record<string, JsonOperation> {
  return {
    CreateStream: operation(createInput, (input) => createStream(engine, input)),
    DeleteStream: operation(streamInput, (input) => engine.deleteStream(streamNameOf(input))),
    DescribeStream: operation(describeInput, (input) => describeStream(engine, input)),
    DescribeStreamSummary: operation(streamInput, (input) => {
      const stream = engine.stream(streamNameOf(input));
      return {
        StreamDescriptionSummary: {
          ...descriptionOutput(stream),
          OpenShardCount: stream.openShardCount,
          ConsumerCount: 0,
          MaxRecordSizeInKiB: stream.recordKibMax,
        },
      };
    }),
    ListStreams: operation(listInput, (input) => listStreams(engine, input)),
    DescribeLimits: () => ({
      ShardLimit: SHARDS_MAX,
      OpenShardCount: engine.streams().reduce((sum, { openShardCount }) => sum + openShardCount, 0),
      OnDemandStreamCount: engine.streams().filter(({ mode }) => mode === 'ON_DEMAND').length,
      OnDemandStreamCountLimit: SHARDS_MAX,
    }),
    IncreaseStreamRetentionPeriod: operation(retentionInput, (input) =>
      changeRetention(engine, input, (from, to) => to >= from),
    ),
    DecreaseStreamRetentionPeriod: operation(retentionInput, (input) =>
      changeRetention(engine, input, (from, to) => to <= from),
    ),
    UpdateStreamMode: operation(
      z.object({ StreamARN: z.string(), StreamModeDetails: modeField }),
      ({ StreamARN, StreamModeDetails }) =>
        engine.updateStream(nameInArn(StreamARN), { mode: StreamModeDetails.StreamMode }),
    ),
    UpdateMaxRecordSize: operation(
      z.object({ StreamARN: z.string(), MaxRecordSizeInKiB: recordKibField }),
      ({ StreamARN, MaxRecordSizeInKiB }) =>
        engine.updateStream(nameInArn(StreamARN), { recordKibMax: MaxRecordSizeInKiB }),
    ),
  };
}

function createStream(engine: KinesisEngine, input: z.infer<typeof createInput>): void {
  const mode = input.StreamModeDetails?.StreamMode ?? 'PROVISIONED';
  const { StreamName: name, ShardCount, Tags: tags, MaxRecordSizeInKiB: recordKibMax } = input;
  if (mode === 'PROVISIONED' && ShardCount === undefined) {
    throw validation('ShardCount is required for a stream in PROVISIONED mode.');
  }
  if (mode === 'ON_DEMAND' && ShardCount !== undefined) {
    throw validation('ShardCount is not allowed for a stream in ON_DEMAND mode.');
  }
  const shardCount = ShardCount ?? ON_DEMAND_SHARDS;
  engine.createStream({ name, mode, shardCount, retentionHours: RETENTION_HOURS_MIN });
  if (tags === undefined && recordKibMax === undefined) return;
  engine.updateStream(name, {
    ...(tags === undefined ? {} : { tags }),
    ...(recordKibMax === undefined ? {} : { recordKibMax }),
  });
}

function describeStream(engine: KinesisEngine, input: z.infer<typeof describeInput>): unknown {
  const stream = engine.stream(streamNameOf(input));
  const start = input.ExclusiveStartShardId ?? '';
  const shards = engine.shards(stream.name).filter(({ shardId }) => shardId > start);
  return {
    StreamDescription: {
      ...descriptionOutput(stream),
      Shards: shards.slice(0, input.Limit).map(shardOutput),
      HasMoreShards: shards.length > input.Limit,
    },
  };
}

function listStreams(engine: KinesisEngine, input: z.infer<typeof listInput>): unknown {
  const start = input.NextToken ?? input.ExclusiveStartStreamName ?? '';
  const streams = engine.streams().filter(({ name }) => name > start);
  const page = streams.slice(0, input.Limit);
  const hasMore = streams.length > page.length;
  return {
    StreamNames: page.map(({ name }) => name),
    StreamSummaries: page.map(summaryOutput),
    HasMoreStreams: hasMore,
    ...(hasMore ? { NextToken: page.at(-1)?.name } : {}),
  };
}

function changeRetention(
  engine: KinesisEngine,
  input: z.infer<typeof retentionInput>,
  isAllowed: (from: number, to: number) => boolean,
): void {
  const { name, retentionHours: from } = engine.stream(streamNameOf(input));
  const to = input.RetentionPeriodHours;
  if (to < RETENTION_HOURS_MIN || to > RETENTION_HOURS_MAX || !isAllowed(from, to)) {
    throw invalidArgument(
      `Requested retention period of ${to} hours for stream ${name} is not allowed here: it has ${from} hours now, and ${RETENTION_HOURS_MIN} to ${RETENTION_HOURS_MAX} are possible.`,
    );
  }
  engine.updateStream(name, { retentionHours: to });
}

function descriptionOutput(stream: StreamInfo): Record<string, unknown> {
  return {
    ...summaryOutput(stream),
    RetentionPeriodHours: stream.retentionHours,
    EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
    EncryptionType: 'NONE',
  };
}

function summaryOutput(stream: StreamInfo): Record<string, unknown> {
  return {
    StreamName: stream.name,
    StreamARN: stream.arn,
    StreamStatus: 'ACTIVE',
    StreamModeDetails: { StreamMode: stream.mode },
    StreamCreationTimestamp: seconds(stream.createdAt),
  };
}

function validation(message: string): AwsFault {
  return new AwsFault('ValidationException', message);
}
