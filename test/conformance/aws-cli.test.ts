import { mkdtempSync, rmSync } from 'node:fs';
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
import { isMissing, runAws } from './program.ts';

describe.skipIf(isMissing('aws'))('the AWS CLI against the twin', () => {
  const stateDir = mkdtempSync(join(tmpdir(), 'pm-sim-aws-cli-'));
  let engine: KinesisEngine;
  let dynamoDb: DynamoDb;
  let door: FrontDoor;
  let endpoint: string;
  const aws = (...args: string[]): Promise<unknown> => runAws(endpoint, args);

  beforeAll(async () => {
    const place = { region: 'eu-west-1', accountId: '000000000000' };
    const options = { stateDir, clock: systemClock(), log: silentLog, ...place };
    engine = await createKinesisEngine(options);
    dynamoDb = await createDynamoDb(options);
    const services = [createKinesisService(engine), dynamoDb, createStsService(place)];
    door = createFrontDoor(services, { log: silentLog });
    const { port } = await door.listen({ host: '127.0.0.1', port: 0 });
    endpoint = `http://127.0.0.1:${port}`;
  });

  afterAll(async () => {
    await door[Symbol.asyncDispose]();
    await dynamoDb[Symbol.asyncDispose]();
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

  it('is told the name of what the twin has not', async () => {
    await expect(aws('lambda', 'list-functions')).rejects.toThrow(/no service "lambda"/);
    await expect(aws('s3', 'ls')).rejects.toThrow(/no service "s3"/);
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
