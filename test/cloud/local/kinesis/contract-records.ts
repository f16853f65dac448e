import { GetRecordsCommand, PutRecordCommand, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { expect } from 'vitest';
import { createStream, Data, getRecords, iterator, keysOf, type Case } from './contract-case.ts';

export const RECORD_CASES: readonly Case[] = [
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
