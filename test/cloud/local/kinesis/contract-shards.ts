import {
  DescribeStreamSummaryCommand,
  ListShardsCommand,
  MergeShardsCommand,
  PutRecordCommand,
  SplitShardCommand,
  UpdateShardCountCommand,
  waitUntilStreamExists,
} from '@aws-sdk/client-kinesis';
import { expect } from 'vitest';
import { createStream, Data, getRecords, keysOf, SHARD_0, type Case } from './contract-case.ts';

export const SHARD_CASES: readonly Case[] = [
  {
    title: 'splits, and tells the children at the end of the parent',
    check: async (client) => {
      const StreamName = await createStream(client, 1);
      await client.send(new PutRecordCommand({ StreamName, Data, PartitionKey: 'a' }));
      await client.send(
        new SplitShardCommand({
          StreamName,
          ShardToSplit: SHARD_0,
          NewStartingHashKey: String(2n ** 127n),
        }),
      );
      await waitUntilStreamExists({ client, maxWaitTime: 30 }, { StreamName });
      const read = await getRecords(client, StreamName, 'TRIM_HORIZON');
      expect(keysOf(read)).toEqual(['a']);
      expect(read.NextShardIterator ?? undefined).toBeUndefined();
      expect(read.ChildShards?.map((child) => [child.ShardId, child.ParentShards])).toEqual([
        ['shardId-000000000001', [SHARD_0]],
        ['shardId-000000000002', [SHARD_0]],
      ]);
    },
  },

  {
    title: 'merges two neighbours',
    check: async (client) => {
      const StreamName = await createStream(client, 2);
      await client.send(
        new MergeShardsCommand({
          StreamName,
          ShardToMerge: SHARD_0,
          AdjacentShardToMerge: 'shardId-000000000001',
        }),
      );
      await waitUntilStreamExists({ client, maxWaitTime: 30 }, { StreamName });
      const { Shards } = await client.send(
        new ListShardsCommand({ StreamName, ShardFilter: { Type: 'AT_LATEST' } }),
      );
      expect(Shards).toHaveLength(1);
      expect(Shards?.[0]).toMatchObject({
        ParentShardId: SHARD_0,
        AdjacentParentShardId: 'shardId-000000000001',
        HashKeyRange: { StartingHashKey: '0', EndingHashKey: String(2n ** 128n - 1n) },
      });
    },
  },

  {
    title: 'scales to double',
    check: async (client) => {
      const StreamName = await createStream(client, 2);
      const scaled = await client.send(
        new UpdateShardCountCommand({
          StreamName,
          TargetShardCount: 4,
          ScalingType: 'UNIFORM_SCALING',
        }),
      );
      expect(scaled).toMatchObject({ CurrentShardCount: 2, TargetShardCount: 4 });
      await waitUntilStreamExists({ client, maxWaitTime: 30 }, { StreamName });
      const summary = await client.send(new DescribeStreamSummaryCommand({ StreamName }));
      expect(summary.StreamDescriptionSummary?.OpenShardCount).toBe(4);
    },
  },

  {
    title: 'lists shards page by page',
    check: async (client) => {
      const StreamName = await createStream(client, 3);
      const first = await client.send(new ListShardsCommand({ StreamName, MaxResults: 2 }));
      const { NextToken } = first;
      const second = await client.send(new ListShardsCommand({ NextToken, MaxResults: 2 }));
      const ids = [first, second].map(({ Shards }) => Shards?.map(({ ShardId }) => ShardId));
      expect(ids).toEqual([[SHARD_0, 'shardId-000000000001'], ['shardId-000000000002']]);
      expect(second.NextToken ?? undefined).toBeUndefined();
    },
  },
];
