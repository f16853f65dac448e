import {
  CreateStreamCommand,
  DecreaseStreamRetentionPeriodCommand,
  DescribeLimitsCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  ListShardsCommand,
  ListTagsForResourceCommand,
  PutRecordsCommand,
  RegisterStreamConsumerCommand,
  SplitShardCommand,
  SubscribeToShardCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateMaxRecordSizeCommand,
  UpdateShardCountCommand,
  type KinesisClientConfig,
} from '@aws-sdk/client-kinesis';
import { describe, expect, it } from 'vitest';
import { createFrontDoor } from '../../../../src/cloud/local/front-door/front-door.ts';
import type { KinesisEngine } from '../../../../src/cloud/local/kinesis/kinesis-engine.ts';
import { createKinesisService } from '../../../../src/cloud/local/kinesis/kinesis-service.ts';
import { silentLog } from '../../../../src/runtime/log.ts';
import { holdTo } from '../contract/contract.ts';
import { bytes, engineFixture, ONE_SHARD, SHARD_0 } from './engine-fixture.ts';
import { http1Handler, openTwinTarget } from './kinesis-target.ts';
import { KINESIS_CONTRACT } from './kinesis.contract.ts';

holdTo(KINESIS_CONTRACT, {
  name: 'the in-process request handler',
  open: () =>
    openTwinTarget(({ door }) => Promise.resolve({ requestHandler: door.requestHandler })),
});

holdTo(KINESIS_CONTRACT, {
  name: 'h2c, as KinesisClient does by itself',
  open: () => openTwinTarget(({ endpoint }) => endpoint().then((url) => ({ endpoint: url }))),
});

holdTo(KINESIS_CONTRACT, {
  name: 'HTTP/1.1',
  open: () =>
    openTwinTarget(({ endpoint }) =>
      endpoint().then((url) => ({ endpoint: url, ...http1Handler() })),
    ),
});

function clientFor(engine: KinesisEngine, config: KinesisClientConfig = {}): KinesisClient {
  const { requestHandler } = createFrontDoor([createKinesisService(engine)], { log: silentLog });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return new KinesisClient({
    region: 'eu-west-1',
    credentials,
    requestHandler,
    maxAttempts: 1,
    ...config,
  });
}

describe('the Kinesis API of the twin', () => {
  it('lets shard iterators expire after five minutes', async () => {
    const fixture = engineFixture();
    const engine = await fixture.open();
    engine.ensureStream(ONE_SHARD);
    const client = clientFor(engine);
    const { ShardIterator = '' } = await client.send(
      new GetShardIteratorCommand({
        StreamName: 'telemetry',
        ShardId: SHARD_0,
        ShardIteratorType: 'LATEST',
      }),
    );
    await fixture.clock.advance(300_000);
    expect((await client.send(new GetRecordsCommand({ ShardIterator }))).Records).toEqual([]);
    await fixture.clock.advance(1);
    await expect(client.send(new GetRecordsCommand({ ShardIterator }))).rejects.toMatchObject({
      name: 'ExpiredIteratorException',
    });
  });

  it('says which records of a batch were throttled', async () => {
    const engine = await engineFixture().open({ enforceThroughput: true });
    engine.ensureStream(ONE_SHARD);
    const Records = Array.from({ length: 3 }, () => ({
      Data: new Uint8Array(500_000),
      PartitionKey: 'a',
    }));
    const put = await clientFor(engine).send(
      new PutRecordsCommand({ StreamName: 'telemetry', Records }),
    );
    expect(put.FailedRecordCount).toBe(1);
    expect(put.Records?.map(({ ErrorCode }) => ErrorCode)).toEqual([
      undefined,
      undefined,
      'ProvisionedThroughputExceededException',
    ]);
  });

  it('filters shards by the time that they were open', async () => {
    const fixture = engineFixture();
    const engine = await fixture.open();
    engine.ensureStream(ONE_SHARD);
    const created = fixture.clock.now();
    await fixture.clock.advance(60_000);
    engine.splitShard('telemetry', SHARD_0, '1');
    await fixture.clock.advance(60_000);
    const client = clientFor(engine);
    const list = async (Type: string, rest: object = {}): Promise<(string | undefined)[]> => {
      const ShardFilter = { Type: Type as 'AT_LATEST', ...rest };
      const { Shards = [] } = await client.send(
        new ListShardsCommand({ StreamName: 'telemetry', ShardFilter }),
      );
      return Shards.map(({ ShardId }) => ShardId?.at(-1));
    };
    expect(await list('FROM_TRIM_HORIZON')).toEqual(['0', '1', '2']);
    expect(await list('AT_TRIM_HORIZON')).toEqual(['0']);
    expect(await list('AT_LATEST')).toEqual(['1', '2']);
    expect(await list('AFTER_SHARD_ID', { ShardId: SHARD_0 })).toEqual(['1', '2']);
    const Timestamp = new Date(created + 30_000);
    expect(await list('AT_TIMESTAMP', { Timestamp })).toEqual(['0']);
    expect(await list('FROM_TIMESTAMP', { Timestamp })).toEqual(['0', '1', '2']);
    const later = { Timestamp: new Date(created + 90_000) };
    expect(await list('FROM_TIMESTAMP', later)).toEqual(['1', '2']);
    await expect(list('AT_TIMESTAMP')).rejects.toThrow(/Timestamp/);
  });

  it('keeps hands off the shards of on-demand streams, and scales by two at most', async () => {
    const engine = await engineFixture().open();
    const client = clientFor(engine);
    const onDemand = { StreamModeDetails: { StreamMode: 'ON_DEMAND' as const } };
    await client.send(new CreateStreamCommand({ StreamName: 'telemetry', ...onDemand }));
    expect(engine.stream('telemetry').openShardCount).toBe(4);
    const split = new SplitShardCommand({
      StreamName: 'telemetry',
      ShardToSplit: SHARD_0,
      NewStartingHashKey: '1',
    });
    await expect(client.send(split)).rejects.toThrow(/ON_DEMAND/);
    engine.ensureStream({ ...ONE_SHARD, name: 'other' });
    const scale = new UpdateShardCountCommand({
      StreamName: 'other',
      TargetShardCount: 3,
      ScalingType: 'UNIFORM_SCALING',
    });
    await expect(client.send(scale)).rejects.toMatchObject({ name: 'LimitExceededException' });
  });

  it('ends AT_TIMESTAMP at the tip, and LATEST of a closed shard at its end', async () => {
    const fixture = engineFixture();
    const engine = await fixture.open();
    engine.ensureStream(ONE_SHARD);
    await fixture.clock.advance(60_000);
    const client = clientFor(engine);
    const shard = { StreamName: 'telemetry', ShardId: SHARD_0 };
    const at = new GetShardIteratorCommand({
      ...shard,
      ShardIteratorType: 'AT_TIMESTAMP',
      Timestamp: new Date(fixture.clock.now() - 30_000),
    });
    const { ShardIterator = '' } = await client.send(at);
    engine.putRecord('telemetry', { data: bytes('x'), partitionKey: 'a' });
    const read = await client.send(new GetRecordsCommand({ ShardIterator }));
    expect(read.Records).toHaveLength(1);
    engine.splitShard('telemetry', SHARD_0, '1');
    const latest = new GetShardIteratorCommand({ ...shard, ShardIteratorType: 'LATEST' });
    const end = await client.send(latest);
    const rest = await client.send(
      new GetRecordsCommand({ ShardIterator: end.ShardIterator ?? '' }),
    );
    expect(rest).toMatchObject({ Records: [], ChildShards: [{}, {}] });
  });

  it('changes the record size, counts shards, and tags by ARN', async () => {
    const engine = await engineFixture().open();
    const client = clientFor(engine);
    await client.send(
      new CreateStreamCommand({ StreamName: 'telemetry', ShardCount: 3, Tags: { a: '1' } }),
    );
    const ResourceARN = engine.stream('telemetry').arn;
    await client.send(
      new UpdateMaxRecordSizeCommand({ StreamARN: ResourceARN, MaxRecordSizeInKiB: 2048 }),
    );
    expect(engine.stream('telemetry').recordKibMax).toBe(2048);
    expect(await client.send(new DescribeLimitsCommand({}))).toMatchObject({
      OpenShardCount: 3,
      OnDemandStreamCount: 0,
    });
    await client.send(new TagResourceCommand({ ResourceARN, Tags: { b: '2' } }));
    await client.send(new UntagResourceCommand({ ResourceARN, TagKeys: ['a'] }));
    const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceARN }));
    expect(Tags).toEqual([{ Key: 'b', Value: '2' }]);
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`tag${i}`, 'x']));
    const tooMany = client.send(new TagResourceCommand({ ResourceARN, Tags: many }));
    await expect(tooMany).rejects.toMatchObject({ name: 'InvalidArgumentException' });
    const StreamName = 'telemetry';
    const shorter = new DecreaseStreamRetentionPeriodCommand({
      StreamName,
      RetentionPeriodHours: 48,
    });
    await expect(client.send(shorter)).rejects.toThrow(/24 to 8760/);
  });

  it('refuses by name what it does not model', async () => {
    const client = clientFor(await engineFixture().open());
    const StreamARN = 'arn:aws:kinesis:eu-west-1:000000000000:stream/telemetry';
    const register = new RegisterStreamConsumerCommand({ StreamARN, ConsumerName: 'me' });
    await expect(client.send(register)).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: expect.stringContaining('kinesis:RegisterStreamConsumer') as string,
    });
    const subscribe = new SubscribeToShardCommand({
      ConsumerARN: `${StreamARN}/consumer/me:1`,
      ShardId: SHARD_0,
      StartingPosition: { Type: 'LATEST' },
    });
    await expect(client.send(subscribe)).rejects.toThrow(/kinesis:SubscribeToShard/);
  });

  it('says which member of a request is wrong', async () => {
    const engine = await engineFixture().open();
    engine.ensureStream(ONE_SHARD);
    const service = createKinesisService(engine);
    const call = async (operation: string, input: unknown): Promise<string> => {
      const answer = await service.handle({
        service: 'kinesis',
        method: 'POST',
        path: '/',
        query: '',
        headers: { 'x-amz-target': `Kinesis_20131202.${operation}` },
        body: bytes(typeof input === 'string' ? input : JSON.stringify(input)),
      });
      return String(answer.body);
    };
    const StreamName = 'telemetry';
    expect(await call('PutRecord', '{"x')).toContain('SerializationException');
    expect(await call('PutRecord', '[]')).toContain('SerializationException');
    expect(await call('PutRecord', {})).toContain('StreamName or StreamARN');
    expect(await call('PutRecord', { StreamName, Data: 'eA==' })).toContain('partitionKey');
    expect(await call('PutRecord', { StreamName, PartitionKey: 'a' })).toContain('data');
    expect(await call('PutRecord', { StreamName, PartitionKey: 1, Data: '' })).toContain(
      'PartitionKey must be a string',
    );
    expect(await call('PutRecord', { StreamName, PartitionKey: 'a', Data: '%%%%' })).toContain(
      'base64',
    );
    expect(await call('PutRecords', { StreamName, Records: [null] })).toContain(
      'records.1.partitionKey',
    );
    expect(await call('DescribeStream', { StreamName, Limit: 0 })).toContain("'Limit'");
    expect(await call('DescribeStream', { StreamARN: 'arn:x' })).toContain('arn:x');
    const StreamARN = 'arn:aws:kinesis:eu-west-1:000000000000:stream/other';
    expect(await call('DescribeStream', { StreamName, StreamARN })).toContain('differ');
    expect(await call('GetShardIterator', { StreamName, ShardId: SHARD_0 })).toContain(
      'ShardIteratorType',
    );
    const ahead = { StreamName, ShardId: SHARD_0, ShardIteratorType: 'AT_TIMESTAMP' };
    expect(await call('GetShardIterator', { ...ahead, Timestamp: 9e9 })).toContain(
      'currentTimestampInMillis',
    );
  });
});
