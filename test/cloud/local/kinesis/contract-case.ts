import { randomUUID } from 'node:crypto';
import {
  CreateStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  waitUntilStreamExists,
  type GetRecordsCommandOutput,
  type KinesisClient,
  type ShardIteratorType,
} from '@aws-sdk/client-kinesis';
import type { ContractCase } from '../contract/contract.ts';

export const Data = new TextEncoder().encode('{"value":1}');
export const SHARD_0 = 'shardId-000000000000';

export type Case = ContractCase<KinesisClient>;

export async function createStream(client: KinesisClient, ShardCount: number): Promise<string> {
  const StreamName = `contract-${randomUUID()}`;
  await client.send(new CreateStreamCommand({ StreamName, ShardCount }));
  await waitUntilStreamExists({ client, maxWaitTime: 30 }, { StreamName });
  return StreamName;
}

interface IteratorStart {
  readonly StartingSequenceNumber?: string | undefined;
  readonly Timestamp?: Date;
  readonly Limit?: number;
}

export async function iterator(client: KinesisClient, StreamName: string, type: ShardIteratorType) {
  return client.send(
    new GetShardIteratorCommand({ StreamName, ShardId: SHARD_0, ShardIteratorType: type }),
  );
}

export async function getRecords(
  client: KinesisClient,
  StreamName: string,
  ...[ShardIteratorType, { Limit, ...start } = {}]: [ShardIteratorType, IteratorStart?]
): Promise<GetRecordsCommandOutput> {
  const { ShardIterator = '' } = await client.send(
    new GetShardIteratorCommand({ StreamName, ShardId: SHARD_0, ShardIteratorType, ...start }),
  );
  return client.send(new GetRecordsCommand({ ShardIterator, Limit }));
}

export function keysOf({ Records }: GetRecordsCommandOutput): (string | undefined)[] {
  return (Records ?? []).map(({ PartitionKey }) => PartitionKey);
}
