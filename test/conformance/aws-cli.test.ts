import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoDb, type DynamoDb } from '../../src/cloud/local/dynamodb/dynamodb.ts';
import { createFrontDoor, type FrontDoor } from '../../src/cloud/local/front-door/front-door.ts';
import { createStsService } from '../../src/cloud/local/front-door/sts-service.ts';
import {
  createKinesisEngine,
  type KinesisEngine,
} from '../../src/cloud/local/kinesis/kinesis-engine.ts';
import { createKinesisService } from '../../src/cloud/local/kinesis/kinesis-service.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { silentLog } from '../../src/runtime/log.ts';
import { createS3, type S3 } from '../../src/cloud/local/s3/s3-service.ts';
import { isMissing, runAws } from './program.ts';

describe.skipIf(isMissing('aws'))('the AWS CLI against the twin', () => {
  const stateDir = mkdtempSync(join(tmpdir(), 'pm-sim-aws-cli-'));
  let engine: KinesisEngine;
  let dynamoDb: DynamoDb;
  let door: FrontDoor;
  let s3: S3;
  let endpoint: string;
  const aws = (...args: string[]): Promise<unknown> => runAws(endpoint, args);

  beforeAll(async () => {
    const place = { region: 'eu-west-1', accountId: '000000000000' };
    const options = { stateDir, clock: systemClock(), log: silentLog, ...place };
    engine = await createKinesisEngine(options);
    dynamoDb = await createDynamoDb(options);
    s3 = createS3({ ...options, onCreated: () => undefined });
    const services = [createKinesisService(engine), dynamoDb, s3, createStsService(place)];
    door = createFrontDoor(services, { log: silentLog });
    const { port } = await door.listen({ host: '127.0.0.1', port: 0 });
    endpoint = `http://127.0.0.1:${port}`;
  });

  afterAll(async () => {
    await door[Symbol.asyncDispose]();
    await dynamoDb[Symbol.asyncDispose]();
    await s3[Symbol.asyncDispose]();
    await engine[Symbol.asyncDispose]();
    rmSync(stateDir, { recursive: true, force: true });
  });

  it('tells who the caller is', async () => {
    const identity = await aws('sts', 'get-caller-identity');
    expect(identity).toMatchObject({ Account: '000000000000' });
  });

  it('puts and gets Kinesis records', async () => {
    const stream = ['--stream-name', 'telemetry'];
    await aws('kinesis', 'create-stream', ...stream, '--shard-count', '1');
    await aws('kinesis', 'wait', 'stream-exists', ...stream);
    await aws('kinesis', 'put-record', ...stream, '--partition-key', 'wt-001', '--data', 'abcd');
    const shard = ['--shard-id', 'shardId-000000000000', '--shard-iterator-type', 'TRIM_HORIZON'];
    const { ShardIterator } = (await aws('kinesis', 'get-shard-iterator', ...stream, ...shard)) as {
      ShardIterator: string;
    };
    const read = await aws('kinesis', 'get-records', '--shard-iterator', ShardIterator);
    // Version 1 of the CLI takes the data as text, version 2 as base64.
    const Data = expect.toBeOneOf(['YWJjZA==', 'abcd']) as string;
    expect(read).toMatchObject({ Records: [{ PartitionKey: 'wt-001', Data }] });
  });

  it('puts and scans DynamoDB items', async () => {
    const partitionKey = { name: 'id', type: 'S' } as const;
    await dynamoDb.ensureTable({ name: 'alerts', partitionKey, indexes: [] });
    const item = JSON.stringify({ id: { S: 'a1' } });
    await aws('dynamodb', 'put-item', '--table-name', 'alerts', '--item', item);
    const scan = await aws('dynamodb', 'scan', '--table-name', 'alerts');
    expect(scan).toMatchObject({ Count: 1, Items: [{ id: { S: 'a1' } }] });
  });

  it('puts, lists, gets and removes S3 objects', async () => {
    const file = join(stateDir, 'health.json');
    writeFileSync(file, '{"device_id":"spk-1"}');
    await aws('s3api', 'create-bucket', '--bucket', 'raw', '--region', 'us-east-1');
    const object = ['--bucket', 'raw', '--key', '2026/health file.json'];
    await aws('s3api', 'put-object', ...object, '--body', file);
    const listed = await aws('s3api', 'list-objects-v2', '--bucket', 'raw', '--prefix', '2026/');
    expect(listed).toMatchObject({ Contents: [{ Key: '2026/health file.json', Size: 21 }] });
    expect(await aws('s3api', 'head-object', ...object)).toMatchObject({ ContentLength: 21 });
    const copy = join(stateDir, 'copy.json');
    await aws('s3api', 'get-object', ...object, copy);
    expect(readFileSync(copy, 'utf8')).toBe('{"device_id":"spk-1"}');
    await aws('s3api', 'delete-object', ...object);
    await aws('s3api', 'delete-bucket', '--bucket', 'raw');
    expect(await aws('s3api', 'list-buckets')).toMatchObject({ Buckets: [] });
  });

  it('is told the name of what the twin has not', async () => {
    await expect(aws('lambda', 'list-functions')).rejects.toThrow(/no service "lambda"/);
    await expect(aws('ec2', 'describe-instances')).rejects.toThrow(/no service "ec2"/);
    await expect(
      aws(
        'kinesis',
        'list-stream-consumers',
        '--stream-arn',
        'arn:aws:kinesis:eu-west-1:000000000000:stream/telemetry',
      ),
    ).rejects.toThrow(/kinesis:ListStreamConsumers/);
  });
});
