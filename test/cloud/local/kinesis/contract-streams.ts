import {
  AddTagsToStreamCommand,
  DeleteStreamCommand,
  DescribeStreamCommand,
  DescribeStreamSummaryCommand,
  IncreaseStreamRetentionPeriodCommand,
  ListStreamsCommand,
  ListTagsForStreamCommand,
  PutRecordCommand,
  RemoveTagsFromStreamCommand,
  UpdateStreamModeCommand,
} from '@aws-sdk/client-kinesis';
import { expect } from 'vitest';
import { createStream, Data, SHARD_0, type Case } from './contract-case.ts';

export const STREAM_CASES: readonly Case[] = [
  {
    title: 'creates, describes, lists and deletes a stream',
    check: async (client) => {
      const StreamName = await createStream(client, 2);
      const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamName }));
      expect(StreamDescription).toMatchObject({
        StreamName,
        StreamStatus: 'ACTIVE',
        RetentionPeriodHours: 24,
        HasMoreShards: false,
      });
      expect(StreamDescription?.StreamARN).toMatch(
        new RegExp(`^arn:aws:kinesis:eu-west-1:\\d{12}:stream/${StreamName}$`),
      );
      expect(StreamDescription?.StreamCreationTimestamp).toBeInstanceOf(Date);
      expect(StreamDescription?.Shards?.map(({ ShardId }) => ShardId)).toEqual([
        SHARD_0,
        'shardId-000000000001',
      ]);
      const listed = await client.send(new ListStreamsCommand({}));
      expect(listed.StreamNames).toContain(StreamName);
      await client.send(new DeleteStreamCommand({ StreamName }));
      const gone = client.send(new PutRecordCommand({ StreamName, Data, PartitionKey: 'a' }));
      await expect(gone).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    },
  },

  {
    title: 'lists streams page by page',
    check: async (client) => {
      const made = [await createStream(client, 1), await createStream(client, 1)];
      const names: string[] = [];
      let NextToken: string | undefined;
      do {
        const page: { StreamNames?: string[] | undefined; NextToken?: string | undefined } =
          await client.send(new ListStreamsCommand({ Limit: 1, NextToken }));
        names.push(...(page.StreamNames ?? []));
        ({ NextToken } = page);
      } while (NextToken !== undefined);
      expect(names).toEqual(expect.arrayContaining(made));
      expect(new Set(names).size).toBe(names.length);
    },
  },

  {
    title: 'summarises, changes mode and retention',
    check: async (client) => {
      const StreamName = await createStream(client, 1);
      await client.send(
        new IncreaseStreamRetentionPeriodCommand({ StreamName, RetentionPeriodHours: 48 }),
      );
      const before = await client.send(new DescribeStreamSummaryCommand({ StreamName }));
      expect(before.StreamDescriptionSummary).toMatchObject({
        OpenShardCount: 1,
        RetentionPeriodHours: 48,
      });
      await client.send(
        new UpdateStreamModeCommand({
          StreamARN: before.StreamDescriptionSummary?.StreamARN ?? '',
          StreamModeDetails: { StreamMode: 'ON_DEMAND' },
        }),
      );
      const after = await client.send(new DescribeStreamSummaryCommand({ StreamName }));
      expect(after.StreamDescriptionSummary?.StreamModeDetails?.StreamMode).toBe('ON_DEMAND');
    },
  },

  {
    title: 'tags',
    check: async (client) => {
      const StreamName = await createStream(client, 1);
      const Tags = { project: 'pm-sim', run: '1' };
      await client.send(new AddTagsToStreamCommand({ StreamName, Tags }));
      await client.send(new RemoveTagsFromStreamCommand({ StreamName, TagKeys: ['run'] }));
      const tags = await client.send(new ListTagsForStreamCommand({ StreamName }));
      expect(tags).toMatchObject({
        Tags: [{ Key: 'project', Value: 'pm-sim' }],
        HasMoreTags: false,
      });
    },
  },
];
