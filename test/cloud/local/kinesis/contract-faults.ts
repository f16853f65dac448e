import {
  CreateStreamCommand,
  DecreaseStreamRetentionPeriodCommand,
  DeleteStreamCommand,
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  MergeShardsCommand,
  PutRecordCommand,
  PutRecordsCommand,
  SplitShardCommand,
  type KinesisClient,
} from '@aws-sdk/client-kinesis';
import { expect } from 'vitest';
import { refusalOf } from '../contract/contract.ts';
import { createStream, Data, iterator, SHARD_0, type Case } from './contract-case.ts';

const NOT_FOUND = { name: 'ResourceNotFoundException', status: 400 };
const IN_USE = { name: 'ResourceInUseException', status: 400 };
const INVALID_ARGUMENT = { name: 'InvalidArgumentException', status: 400 };
const INVALID = { name: 'ValidationException', status: 400 };

/** Kinesis answers every client fault with 400 (API reference, Common errors and each call). */
export const FAULT_CASES: readonly Case[] = [
  {
    title: 'names a stream that is not there, whatever is asked of it',
    check: async (client) => {
      const StreamName = 'nobody';
      const calls = [
        client.send(new DescribeStreamCommand({ StreamName })),
        client.send(new DeleteStreamCommand({ StreamName })),
        client.send(new PutRecordCommand({ StreamName, Data, PartitionKey: 'a' })),
        client.send(new PutRecordsCommand({ StreamName, Records: [{ Data, PartitionKey: 'a' }] })),
        iterator(client, StreamName, 'LATEST'),
      ];
      const refusals = await Promise.all(calls.map(refusalOf));
      expect(refusals).toEqual(calls.map(() => NOT_FOUND));
    },
  },

  {
    title: 'names a shard that is not there',
    check: async (client) => {
      const StreamName = await createStream(client, 1);
      const ShardId = 'shardId-000000000009';
      const shard = { StreamName, ShardId, ShardIteratorType: 'LATEST' as const };
      expect(await refusalOf(client.send(new GetShardIteratorCommand(shard)))).toEqual(NOT_FOUND);
    },
  },

  {
    title: 'refuses a stream that exists',
    check: async (client) => {
      const StreamName = await createStream(client, 1);
      const again = client.send(new CreateStreamCommand({ StreamName, ShardCount: 1 }));
      expect(await refusalOf(again)).toEqual(IN_USE);
    },
  },

  {
    title: 'refuses a name with other characters',
    check: async (client) => {
      const call = new CreateStreamCommand({ StreamName: 'a/b', ShardCount: 1 });
      expect(await refusalOf(client.send(call))).toEqual(INVALID);
    },
  },

  {
    title: 'refuses more than 500 records, and none',
    check: async (client) => {
      const StreamName = await createStream(client, 1);
      const Records = Array.from({ length: 501 }, () => ({ Data, PartitionKey: 'a' }));
      const many = client.send(new PutRecordsCommand({ StreamName, Records }));
      expect(await refusalOf(many)).toEqual(INVALID);
      const none = client.send(new PutRecordsCommand({ StreamName, Records: [] }));
      expect(await refusalOf(none)).toEqual(INVALID);
    },
  },

  {
    title: 'refuses a partition key of more than 256 characters, and an empty one',
    check: async (client) => {
      const StreamName = await createStream(client, 1);
      for (const PartitionKey of ['k'.repeat(257), '']) {
        const put = client.send(new PutRecordCommand({ StreamName, Data, PartitionKey }));
        expect(await refusalOf(put)).toEqual(INVALID);
      }
    },
  },

  {
    title: 'takes a partition key of 256 characters',
    check: async (client) => {
      const StreamName = await createStream(client, 1);
      const PartitionKey = 'k'.repeat(256);
      const put = await client.send(new PutRecordCommand({ StreamName, Data, PartitionKey }));
      expect(put).toMatchObject({
        ShardId: SHARD_0,
        SequenceNumber: expect.stringMatching(/^\d+$/),
      });
    },
  },

  {
    title: 'refuses a limit of more than 10,000 records',
    check: async (client) => {
      const StreamName = await createStream(client, 1);
      const { ShardIterator } = await iterator(client, StreamName, 'TRIM_HORIZON');
      const read = client.send(new GetRecordsCommand({ ShardIterator, Limit: 10_001 }));
      expect(await refusalOf(read)).toEqual(INVALID);
    },
  },

  {
    title: 'refuses an iterator that it never gave',
    check: async (client) => {
      const read = client.send(new GetRecordsCommand({ ShardIterator: 'bm90IG9uZQ==' }));
      expect(await refusalOf(read)).toEqual(INVALID_ARGUMENT);
    },
  },

  {
    title:
      'refuses a sequence number that it never gave, and an iterator that needs one without it',
    check: async (client) => {
      const StreamName = await createStream(client, 1);
      const at = (StartingSequenceNumber?: string) =>
        client.send(
          new GetShardIteratorCommand({
            StreamName,
            ShardId: SHARD_0,
            ShardIteratorType: 'AT_SEQUENCE_NUMBER',
            StartingSequenceNumber,
          }),
        );
      expect(await refusalOf(at('1'))).toEqual(INVALID_ARGUMENT);
      expect(await refusalOf(at())).toEqual(INVALID_ARGUMENT);
    },
  },

  {
    title: 'refuses to split at an end of a shard, and to merge shards that are not neighbours',
    check: async (client) => {
      const StreamName = await createStream(client, 3);
      expect(await refusalOf(split(client, StreamName, '0'))).toEqual(INVALID_ARGUMENT);
      const merge = new MergeShardsCommand({
        StreamName,
        ShardToMerge: SHARD_0,
        AdjacentShardToMerge: 'shardId-000000000002',
      });
      expect(await refusalOf(client.send(merge))).toEqual(INVALID_ARGUMENT);
    },
  },

  {
    title: 'refuses to decrease the retention below 24 hours',
    check: async (client) => {
      const StreamName = await createStream(client, 1);
      const call = new DecreaseStreamRetentionPeriodCommand({
        StreamName,
        RetentionPeriodHours: 23,
      });
      expect(await refusalOf(client.send(call))).toEqual(INVALID_ARGUMENT);
    },
  },
];

function split(client: KinesisClient, StreamName: string, NewStartingHashKey: string) {
  return client.send(
    new SplitShardCommand({ StreamName, ShardToSplit: SHARD_0, NewStartingHashKey }),
  );
}
