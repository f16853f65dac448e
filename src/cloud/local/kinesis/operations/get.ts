import { z } from 'zod';
import type { JsonOperation } from '../../service.ts';
import type { KinesisEngine, KinesisRecord, ShardInfo, ShardPosition } from '../kinesis-engine.ts';
import {
  invalidArgument,
  operation,
  seconds,
  shardIdField,
  streamFields,
  streamNameOf,
  timestampField,
} from './input.ts';
import { decodeToken, encodeToken } from './page-token.ts';

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetRecords.html */
const GET_RECORDS_MAX = 10_000;

const positionSchema = z.union([
  z.strictObject({ type: z.literal('TRIM_HORIZON') }),
  z.strictObject({
    type: z.enum(['AT_SEQUENCE_NUMBER', 'AFTER_SEQUENCE_NUMBER']),
    sequenceNumber: z.string(),
  }),
]);
const iteratorSchema = z.tuple([z.string(), z.string(), positionSchema]);

const iteratorInput = z.object({
  ...streamFields,
  ShardId: shardIdField,
  ShardIteratorType: z.enum([
    'AT_SEQUENCE_NUMBER',
    'AFTER_SEQUENCE_NUMBER',
    'TRIM_HORIZON',
    'LATEST',
    'AT_TIMESTAMP',
  ]),
  StartingSequenceNumber: z.string().optional(),
  Timestamp: timestampField.optional(),
});

const recordsInput = z.object({
  ShardIterator: z.string().min(1),
  Limit: z.int().min(1).max(GET_RECORDS_MAX).default(GET_RECORDS_MAX),
});

/** Reading by iterator, as `GetRecords` does it. */
export function getOperations(engine: KinesisEngine): Record<string, JsonOperation> {
  return {
    GetShardIterator: operation(iteratorInput, (input) => {
      const name = streamNameOf(input);
      const place = [name, input.ShardId, fixed(engine, name, input)];
      return { ShardIterator: encodeToken(place, engine.now()) };
    }),
    GetRecords: operation(recordsInput, ({ ShardIterator, Limit }) => {
      const expiry = { now: engine.now(), code: 'ExpiredIteratorException' };
      const [name, shardId, from] = decodeToken(ShardIterator, iteratorSchema, expiry);
      const read = engine.readMetered(name, shardId, { from, limit: Limit });
      return {
        Records: read.records.map(recordOutput),
        MillisBehindLatest: Math.round(read.millisBehindLatest),
        ...(read.next === undefined
          ? { ChildShards: childrenOf(engine.shards(name), shardId) }
          : { NextShardIterator: encodeToken([name, shardId, read.next], engine.now()) }),
      };
    }),
  };
}

/** An iterator is a fixed place: LATEST and AT_TIMESTAMP are settled when it is made. */
function fixed(
  engine: KinesisEngine,
  name: string,
  input: z.infer<typeof iteratorInput>,
): ShardPosition | undefined {
  const asked = askedPosition(input, engine.now());
  const { records, next } = engine.read(name, input.ShardId, { from: asked, limit: 1 });
  if (asked.type !== 'LATEST' && asked.type !== 'AT_TIMESTAMP') return asked;
  const first = records[0];
  if (first === undefined) return next ?? endOf(engine, name, input.ShardId);
  return { type: 'AT_SEQUENCE_NUMBER', sequenceNumber: first.sequenceNumber };
}

/** The place behind the last record of a closed shard. */
function endOf(engine: KinesisEngine, name: string, shardId: string): ShardPosition {
  const shard = engine.shards(name).find((each) => each.shardId === shardId);
  return { type: 'AT_SEQUENCE_NUMBER', sequenceNumber: shard?.endingSequenceNumber ?? '' };
}

function askedPosition(input: z.infer<typeof iteratorInput>, now: number): ShardPosition {
  const { ShardIteratorType: type, StartingSequenceNumber, Timestamp } = input;
  if (type === 'TRIM_HORIZON' || type === 'LATEST') return { type };
  if (type === 'AT_TIMESTAMP') {
    if (Timestamp === undefined) throw invalidArgument(`${type} needs a Timestamp.`);
    if (Timestamp <= now) return { type, timestamp: Timestamp };
    throw invalidArgument(
      `The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. timestampInMillis: ${Timestamp}, currentTimestampInMillis: ${now}`,
    );
  }
  if (StartingSequenceNumber === undefined) {
    throw invalidArgument(`${type} needs a StartingSequenceNumber.`);
  }
  return { type, sequenceNumber: StartingSequenceNumber };
}

function recordOutput(record: KinesisRecord): unknown {
  const { data } = record;
  return {
    SequenceNumber: record.sequenceNumber,
    ApproximateArrivalTimestamp: seconds(record.arrivedAt),
    Data: Buffer.from(data.buffer, data.byteOffset, data.length).toString('base64'),
    PartitionKey: record.partitionKey,
    EncryptionType: 'NONE',
  };
}

function childrenOf(shards: readonly ShardInfo[], shardId: string): readonly unknown[] {
  return shards
    .filter((shard) => [shard.parentShardId, shard.adjacentParentShardId].includes(shardId))
    .map((shard) => ({
      ShardId: shard.shardId,
      ParentShards: [shard.parentShardId, shard.adjacentParentShardId].filter(Boolean),
      HashKeyRange: {
        StartingHashKey: shard.startingHashKey,
        EndingHashKey: shard.endingHashKey,
      },
    }));
}
