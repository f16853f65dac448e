import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  PutItemCommand,
  ScanCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  type DynamoDBClient,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { createGate } from '../../../../src/cloud/local/dynamodb/gate.ts';
import { ALERTS, dynamoDbFixture } from './dynamodb-fixture.ts';

const TableName = 'alerts';

function putNew(id: string): TransactWriteItem {
  const ConditionExpression = 'attribute_not_exists(id)';
  return { Put: { TableName, Item: { id: { S: id } }, ConditionExpression } };
}

function check(id: string, ConditionExpression: string): TransactWriteItem {
  return { ConditionCheck: { TableName, Key: { id: { S: id } }, ConditionExpression } };
}

function write(client: DynamoDBClient, ...TransactItems: TransactWriteItem[]): Promise<unknown> {
  return client.send(new TransactWriteItemsCommand({ TransactItems }));
}

async function ids(client: DynamoDBClient): Promise<string[]> {
  const { Items } = await client.send(new ScanCommand({ TableName }));
  const names: string[] = (Items ?? []).map((item) => item['id']?.S ?? '');
  return names.toSorted();
}

describe('transactions', () => {
  it('do all of their writes', async () => {
    const { dynamoDb, client } = await dynamoDbFixture().open();
    await dynamoDb.ensureTable(ALERTS);
    await client.send(new PutItemCommand({ TableName, Item: { id: { S: 'old' } } }));
    await write(
      client,
      putNew('a'),
      { Delete: { TableName, Key: { id: { S: 'old' } } } },
      {
        Update: {
          TableName,
          Key: { id: { S: 'b' } },
          UpdateExpression: 'ADD hits :one',
          ExpressionAttributeValues: { ':one': { N: '1' } },
        },
      },
    );
    expect(await ids(client)).toEqual(['a', 'b']);
    const Get = { TableName, Key: { id: { S: 'b' } } };
    const Missing = { TableName, Key: { id: { S: 'nobody' } } };
    const { Responses } = await client.send(
      new TransactGetItemsCommand({ TransactItems: [{ Get }, { Get: Missing }] }),
    );
    expect(Responses).toEqual([{ Item: { id: { S: 'b' }, hits: { N: '1' } } }, {}]);
  });

  it('do none of their writes when one condition fails, and say which', async () => {
    const { dynamoDb, client } = await dynamoDbFixture().open();
    await dynamoDb.ensureTable(ALERTS);
    await write(client, putNew('a'));
    await expect(write(client, putNew('b'), putNew('a'))).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed' }],
    });
    expect(await ids(client)).toEqual(['a']);
  });

  it('check conditions without writing, on items that exist and that do not', async () => {
    const { dynamoDb, client } = await dynamoDbFixture().open();
    await dynamoDb.ensureTable(ALERTS);
    await write(client, putNew('a'));
    await write(client, check('a', 'attribute_exists(id)'), putNew('b'));
    await write(client, check('z', 'attribute_not_exists(id)'), putNew('c'));
    const failing = write(client, check('z', 'attribute_exists(id)'), putNew('d'));
    await expect(failing).rejects.toMatchObject({ name: 'TransactionCanceledException' });
    expect(await ids(client)).toEqual(['a', 'b', 'c']);
  });

  it('refuse two writes to one item', async () => {
    const { dynamoDb, client } = await dynamoDbFixture().open();
    await dynamoDb.ensureTable(ALERTS);
    await expect(write(client, putNew('a'), putNew('a'))).rejects.toThrow(/multiple operations/);
  });

  it('are undone at the next start when the process died half way', async () => {
    const fixture = dynamoDbFixture();
    const first = await fixture.open();
    await first.dynamoDb.ensureTable(ALERTS);
    await write(first.client, putNew('a'), putNew('half-done'));
    await first.dynamoDb[Symbol.asyncDispose]();
    const journal = join(fixture.stateDir, 'dynamodb', 'transaction.json');
    expect(existsSync(journal)).toBe(false);
    const image = { TableName, Key: { id: { S: 'half-done' } }, before: null };
    writeFileSync(journal, JSON.stringify([image]));
    const { client } = await fixture.open();
    expect(await ids(client)).toEqual(['a']);
    expect(existsSync(journal)).toBe(false);
  });
});

describe('the gate', () => {
  it('lets exclusive work wait for what runs, and later work wait for it', async () => {
    const gate = createGate();
    const order: string[] = [];
    const note = (name: string) => async (): Promise<void> => {
      order.push(`${name} starts`);
      await new Promise((resolve) => setImmediate(resolve));
      order.push(`${name} ends`);
    };
    await Promise.all([
      gate.shared(note('a')),
      gate.shared(note('b')),
      gate.exclusive(note('X')),
      gate.shared(note('c')),
      gate.exclusive(note('Y')),
      gate.shared(note('d')),
    ]);
    expect(order).toEqual([
      'a starts',
      'b starts',
      'a ends',
      'b ends',
      'X starts',
      'X ends',
      'c starts',
      'c ends',
      'Y starts',
      'Y ends',
      'd starts',
      'd ends',
    ]);
  });

  it('opens again after exclusive work that failed', async () => {
    const gate = createGate();
    const failing = gate.exclusive(() => Promise.reject(new Error('no')));
    const next = gate.shared(() => Promise.resolve('yes'));
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('yes');
  });
});
