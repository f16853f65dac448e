import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  GetItemCommand,
  ListGlobalTablesCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { ALERTS, dynamoDbFixture, START } from './dynamodb-fixture.ts';

const TableName = 'alerts';

describe('DynamoDB in process', () => {
  it('creates the table of a stack once, active at once, with its index and ARN', async () => {
    const { dynamoDb, client } = await dynamoDbFixture().open();
    await dynamoDb.ensureTable(ALERTS);
    await dynamoDb.ensureTable(ALERTS);
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    expect(Table?.TableStatus).toBe('ACTIVE');
    expect(Table?.TableArn).toBe('arn:aws:dynamodb:eu-west-1:000000000000:table/alerts');
    expect(Table?.GlobalSecondaryIndexes?.[0]).toMatchObject({
      IndexName: 'by-device',
      IndexStatus: 'ACTIVE',
    });
  });

  it('puts, gets, updates under a condition, queries an index', async () => {
    const { dynamoDb, client } = await dynamoDbFixture().open();
    await dynamoDb.ensureTable(ALERTS);
    const item = { id: { S: 'a1' }, device: { S: 'wt-001' }, openedAt: { N: '17' } };
    await client.send(new PutItemCommand({ TableName, Item: item }));
    const again = client.send(
      new PutItemCommand({
        TableName,
        Item: item,
        ConditionExpression: 'attribute_not_exists(id)',
      }),
    );
    await expect(again).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
    await client.send(
      new UpdateItemCommand({
        TableName,
        Key: { id: { S: 'a1' } },
        UpdateExpression: 'SET closedAt = :t',
        ExpressionAttributeValues: { ':t': { N: '18' } },
      }),
    );
    const found = await client.send(
      new QueryCommand({
        TableName,
        IndexName: 'by-device',
        KeyConditionExpression: 'device = :d AND openedAt > :t',
        ExpressionAttributeValues: { ':d': { S: 'wt-001' }, ':t': { N: '9' } },
      }),
    );
    expect(found.Items).toEqual([{ ...item, closedAt: { N: '18' } }]);
  });

  it('keeps items across a restart', async () => {
    const fixture = dynamoDbFixture();
    const first = await fixture.open();
    await first.dynamoDb.ensureTable(ALERTS);
    await first.client.send(
      new BatchWriteItemCommand({
        RequestItems: { alerts: [{ PutRequest: { Item: { id: { S: 'kept' } } } }] },
      }),
    );
    await first.dynamoDb[Symbol.asyncDispose]();
    const { client } = await fixture.open();
    const { Item } = await client.send(
      new GetItemCommand({ TableName, Key: { id: { S: 'kept' } } }),
    );
    expect(Item).toEqual({ id: { S: 'kept' } });
  });

  it('says who holds the tables when a second one opens them', async () => {
    const fixture = dynamoDbFixture();
    await fixture.open();
    await expect(fixture.open()).rejects.toMatchObject({ code: 'twin/state-in-use' });
  });

  it('answers with a fault, not a crash, once it is closed', async () => {
    const { dynamoDb, client } = await dynamoDbFixture().open();
    await dynamoDb[Symbol.asyncDispose]();
    await dynamoDb[Symbol.asyncDispose]();
    await expect(client.send(new ScanCommand({ TableName }))).rejects.toThrow(/shutting down/);
  });

  it('refuses by name what it does not model', async () => {
    const { client } = await dynamoDbFixture().open();
    await expect(client.send(new ListGlobalTablesCommand({}))).rejects.toThrow(
      /does not model dynamodb:ListGlobalTables/,
    );
    const withStream = new CreateTableCommand({
      TableName: 'streamed',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
    });
    await expect(client.send(withStream)).rejects.toThrow(/StreamSpecification/);
  });
});

describe('time to live', () => {
  it('deletes items whose expiry has passed, and only those', async () => {
    const fixture = dynamoDbFixture();
    const { dynamoDb, client } = await fixture.open();
    await dynamoDb.ensureTable(ALERTS);
    const nowS = START / 1000;
    const expiries = {
      past: { N: String(nowS - 1) },
      later: { N: String(nowS + 60) },
      // More than five years ago: DynamoDB takes it for a mistake.
      ancient: { N: '1' },
      text: { S: String(nowS - 1) },
    };
    for (const [id, expiresAt] of Object.entries(expiries)) {
      await client.send(new PutItemCommand({ TableName, Item: { id: { S: id }, expiresAt } }));
    }
    expect(await dynamoDb.sweep()).toBe(1);
    await fixture.clock.advance(60_000);
    expect(await dynamoDb.sweep()).toBe(1);
    const { Items } = await client.send(new ScanCommand({ TableName }));
    expect(Items?.map((item) => item['id']?.S).toSorted()).toEqual(['ancient', 'text']);
  });

  it('is switched, described and remembered like the real one', async () => {
    const fixture = dynamoDbFixture();
    const first = await fixture.open();
    await first.dynamoDb.ensureTable({
      name: TableName,
      partitionKey: ALERTS.partitionKey,
      indexes: [],
    });
    const update = new UpdateTimeToLiveCommand({
      TableName,
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
    });
    await first.client.send(update);
    await expect(first.client.send(update)).rejects.toThrow('TimeToLive is already enabled');
    await first.dynamoDb[Symbol.asyncDispose]();
    const { client } = await fixture.open();
    const described = await client.send(new DescribeTimeToLiveCommand({ TableName }));
    expect(described.TimeToLiveDescription).toEqual({
      TimeToLiveStatus: 'ENABLED',
      AttributeName: 'ttl',
    });
  });
});
