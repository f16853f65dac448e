import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  ListShardsCommand,
} from '@aws-sdk/client-kinesis';
import type { Twin } from '../../src/cloud/local/twin.ts';

/** Identity `{device}#{boot}#{seq}` of every record that a stream holds, read with the AWS client. */
export async function recordsOf(twin: Twin, stream: string): Promise<Set<string>> {
  return new Set(await arrivalsOf(twin, stream));
}

/** The same with whatever came twice, each shard in its order: a device is in one of them. */
export async function arrivalsOf(twin: Twin, stream: string): Promise<readonly string[]> {
  const kinesis = new KinesisClient(twin.clientDefaults);
  const keys: string[] = [];
  const { Shards: shards = [] } = await kinesis.send(new ListShardsCommand({ StreamName: stream }));
  for (const { ShardId: shardId } of shards) {
    const { ShardIterator: first } = await kinesis.send(
      new GetShardIteratorCommand({
        StreamName: stream,
        ShardId: shardId,
        ShardIteratorType: 'TRIM_HORIZON',
      }),
    );
    await readShard(kinesis, first, keys);
  }
  kinesis.destroy();
  return keys;
}

async function readShard(
  kinesis: KinesisClient,
  first: string | undefined,
  keys: string[],
): Promise<void> {
  let iterator = first;
  while (iterator !== undefined) {
    const page = await kinesis.send(new GetRecordsCommand({ ShardIterator: iterator }));
    for (const { Data: data } of page.Records ?? []) keys.push(identityOf(data));
    iterator = page.Records?.length === 0 ? undefined : page.NextShardIterator;
  }
}

/** Telemetry and scored records name device and boot differently: one is a wire envelope. */
function identityOf(data: Uint8Array | undefined): string {
  const record = JSON.parse(new TextDecoder().decode(data)) as Readonly<Record<string, unknown>>;
  const device = record['device_id'] ?? record['device'];
  const boot = record['boot_id'] ?? record['boot'];
  return `${String(device)}#${String(boot)}#${String(record['seq'])}`;
}
