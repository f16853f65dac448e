import { BatchWriteItemCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it } from 'vitest';
import {
  createFrontDoor,
  type FrontDoor,
} from '../../../../src/cloud/local/front-door/front-door.ts';
import { silentLog } from '../../../../src/runtime/log.ts';
import { ALERTS, dynamoDbFixture } from './dynamodb-fixture.ts';

const doors: FrontDoor[] = [];

afterEach(async () => {
  for (const door of doors.splice(0)) await door[Symbol.asyncDispose]();
});

describe('DynamoDB over HTTP', () => {
  it('serves the default client, whose checksum test its answers pass', async () => {
    const { dynamoDb } = await dynamoDbFixture().open();
    await dynamoDb.ensureTable(ALERTS);
    const door = createFrontDoor([dynamoDb], { log: silentLog });
    doors.push(door);
    const { port } = await door.listen({ host: '127.0.0.1', port: 0 });
    const client = new DynamoDBClient({
      region: 'eu-west-1',
      endpoint: `http://127.0.0.1:${port}`,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
    });
    const Items = Array.from({ length: 25 }, (_, i) => ({ id: { S: `ü${i}` } }));
    const alerts = Items.map((Item) => ({ PutRequest: { Item } }));
    const written = await client.send(new BatchWriteItemCommand({ RequestItems: { alerts } }));
    expect(written.UnprocessedItems).toEqual({});
    const scan = await client.send(new ScanCommand({ TableName: 'alerts', Limit: 10 }));
    expect(scan.Count).toBe(10);
    expect(scan.LastEvaluatedKey).toBeDefined();
    client.destroy();
  });
});
