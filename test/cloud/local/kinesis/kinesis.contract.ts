import {
  AddTagsToStreamCommand,
  CreateStreamCommand,
  DeleteStreamCommand,
  DescribeStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  IncreaseStreamRetentionPeriodCommand,
  ListShardsCommand,
  ListStreamsCommand,
  ListTagsForStreamCommand,
  MergeShardsCommand,
  PutRecordCommand,
  PutRecordsCommand,
  RemoveTagsFromStreamCommand,
  SplitShardCommand,
  UpdateShardCountCommand,
  UpdateStreamModeCommand,
  waitUntilStreamExists,
  type GetRecordsCommandOutput,
  type KinesisClient,
  type ShardIteratorType,
} from '@aws-sdk/client-kinesis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

export interface KinesisTarget {
  readonly client: KinesisClient;
  close(): Promise<void>;
}

export interface KinesisContractOptions {
  /** Case titles that this target does not keep, with the reason, printed. */
  readonly deviations?: Readonly<Record<string, string>>;
  /** Whether the target is not there. */
  readonly isMissing?: boolean;
}

const Data = new TextEncoder().encode('{"value":1}');
const SHARD_0 = 'shardId-000000000000';
let streams = 0;

/** What the pipeline and its users rely on in Kinesis; the twin and moto both have to keep it. */
export function kinesisContract(
  name: string,
  open: () => Promise<KinesisTarget>,
  { deviations = {}, isMissing = false }: KinesisContractOptions = {},
): void {
  describe.skipIf(isMissing)(`Kinesis over ${name}`, () => {
    let target: KinesisTarget;
    beforeAll(async () => {
      target = await open();
    });
    afterAll(() => target.close());

    it.for([...STREAM_CASES, ...RECORD_CASES, ...SHARD_CASES, ...FAULT_CASES])(
      '$title',
      async ({ title, check }, { skip }) => {
        const deviation = deviations[title];
        skip(deviation !== undefined, deviation);
        expect.hasAssertions();
        await check(target.client);
      },
    );
  });
}

interface Case {
  readonly title: string;
  readonly check: (client: KinesisClient) => Promise<void>;
}

const STREAM_CASES: readonly Case[] = [
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

const RECORD_CASES: readonly Case[] = [
  {
    title: 'gives back what was put, in order, with its arrival',
    check: async (client) => {
      const StreamName = await createStream(client, 1);
      const put = await client.send(
        new PutRecordsCommand({
          StreamName,
          Records: ['a', 'b', 'c'].map((PartitionKey) => ({ Data, PartitionKey })),
        }),
      );
      expect(put.FailedRecordCount).toBe(0);
      const { Records, MillisBehindLatest } = await getRecords(client, StreamName, 'TRIM_HORIZON');
      expect(Records?.map(({ PartitionKey }) => PartitionKey)).toEqual(['a', 'b', 'c']);
      expect(Records?.map(({ SequenceNumber }) => SequenceNumber)).toEqual(
        put.Records?.map(({ SequenceNumber }) => SequenceNumber),
      );
      expect(Buffer.from(Records?.[0]?.Data ?? []).toString()).toBe('{"value":1}');
      expect(Records?.[0]?.ApproximateArrivalTimestamp).toBeInstanceOf(Date);
      expect(MillisBehindLatest).toBe(0);
    },
  },

  {
    title: 'reads on with the next iterator, by pages',
    check: async (client) => {
      const StreamName = await createStream(client, 1);
      for (const PartitionKey of ['a', 'b', 'c', 'd', 'e']) {
        await client.send(new PutRecordCommand({ StreamName, Data, PartitionKey }));
      }
      const first = await getRecords(client, StreamName, 'TRIM_HORIZON', { Limit: 3 });
      const second = await client.send(
        new GetRecordsCommand({ ShardIterator: first.NextShardIterator ?? '', Limit: 3 }),
      );
      const third = await client.send(
        new GetRecordsCommand({ ShardIterator: second.NextShardIterator ?? '' }),
      );
      const keys = [first, second, third].map(keysOf);
      expect(keys).toEqual([['a', 'b', 'c'], ['d', 'e'], []]);
      expect(third.NextShardIterator).toBeDefined();
    },
  },

  {
    title: 'starts at or after a sequence number, or at the tip',
    check: async (client) => {
      const StreamName = await createStream(client, 1);
      const put = (PartitionKey: string) =>
        client.send(new PutRecordCommand({ StreamName, Data, PartitionKey }));
      await put('a');
      const { SequenceNumber: StartingSequenceNumber } = await put('b');
      await put('c');
      const from = { StartingSequenceNumber };
      const at = await getRecords(client, StreamName, 'AT_SEQUENCE_NUMBER', from);
      const after = await getRecords(client, StreamName, 'AFTER_SEQUENCE_NUMBER', from);
      expect([keysOf(at), keysOf(after)]).toEqual([['b', 'c'], ['c']]);
      const { ShardIterator } = await iterator(client, StreamName, 'LATEST');
      await put('d');
      const latest = await client.send(
        new GetRecordsCommand({ ShardIterator: ShardIterator ?? '' }),
      );
      expect(keysOf(latest)).toEqual(['d']);
    },
  },

  {
    title: 'starts at a point in time',
    check: async (client) => {
      const StreamName = await createStream(client, 1);
      await client.send(new PutRecordCommand({ StreamName, Data, PartitionKey: 'a' }));
      const Timestamp = new Date(0);
      const read = await getRecords(client, StreamName, 'AT_TIMESTAMP', { Timestamp });
      expect(keysOf(read)).toEqual(['a']);
    },
  },

  {
    title: 'routes by explicit hash key',
    check: async (client) => {
      const StreamName = await createStream(client, 2);
      const { ShardId } = await client.send(
        new PutRecordCommand({
          StreamName,
          Data,
          PartitionKey: 'a',
          ExplicitHashKey: String(2n ** 128n - 1n),
        }),
      );
      expect(ShardId).toBe('shardId-000000000001');
    },
  },
];

const SHARD_CASES: readonly Case[] = [
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

const FAULT_CASES: readonly Case[] = [
  {
    title: 'names what is not there',
    check: async (client) => {
      const missing = client.send(new DescribeStreamCommand({ StreamName: 'nobody' }));
      await expect(missing).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
      const StreamName = await createStream(client, 1);
      const shard = client.send(
        new GetShardIteratorCommand({
          StreamName,
          ShardId: 'shardId-000000000009',
          ShardIteratorType: 'LATEST',
        }),
      );
      await expect(shard).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    },
  },

  {
    title: 'refuses a stream that exists',
    check: async (client) => {
      const StreamName = await createStream(client, 1);
      const again = client.send(new CreateStreamCommand({ StreamName, ShardCount: 1 }));
      await expect(again).rejects.toMatchObject({ name: 'ResourceInUseException' });
    },
  },

  {
    title: 'refuses more than 500 records',
    check: async (client) => {
      const StreamName = await createStream(client, 1);
      const Records = Array.from({ length: 501 }, () => ({ Data, PartitionKey: 'a' }));
      const put = client.send(new PutRecordsCommand({ StreamName, Records }));
      await expect(put).rejects.toMatchObject({ name: 'ValidationException' });
    },
  },

  {
    title: 'refuses an iterator that it never gave',
    check: async (client) => {
      const read = client.send(new GetRecordsCommand({ ShardIterator: 'bm90IG9uZQ==' }));
      await expect(read).rejects.toMatchObject({ name: 'InvalidArgumentException' });
    },
  },
];

async function createStream(client: KinesisClient, ShardCount: number): Promise<string> {
  streams += 1;
  const StreamName = `contract-${streams}`;
  await client.send(new CreateStreamCommand({ StreamName, ShardCount }));
  await waitUntilStreamExists({ client, maxWaitTime: 30 }, { StreamName });
  return StreamName;
}

interface IteratorStart {
  readonly StartingSequenceNumber?: string | undefined;
  readonly Timestamp?: Date;
  readonly Limit?: number;
}

async function iterator(client: KinesisClient, StreamName: string, type: ShardIteratorType) {
  return client.send(
    new GetShardIteratorCommand({ StreamName, ShardId: SHARD_0, ShardIteratorType: type }),
  );
}

async function getRecords(
  client: KinesisClient,
  StreamName: string,
  ...[ShardIteratorType, { Limit, ...start } = {}]: [ShardIteratorType, IteratorStart?]
): Promise<GetRecordsCommandOutput> {
  const { ShardIterator = '' } = await client.send(
    new GetShardIteratorCommand({ StreamName, ShardId: SHARD_0, ShardIteratorType, ...start }),
  );
  return client.send(new GetRecordsCommand({ ShardIterator, Limit }));
}

function keysOf({ Records }: GetRecordsCommandOutput): (string | undefined)[] {
  return (Records ?? []).map(({ PartitionKey }) => PartitionKey);
}
